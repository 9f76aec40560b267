internal import OrderedJSON

extension ScriptedCloud {
    mutating func logs(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> JSONValue {
        switch call.operation {
        case "CreateLogGroup":
            let name = call.text("logGroupName") ?? ""
            guard logGroups[name] == nil else {
                throw ScriptedAWSError(
                    400, "ResourceAlreadyExistsException", "The specified log group already exists")
            }
            logGroups[name] = LogGroup(name: name, retention: nil, tags: call.texts("tags"))
            return [:]
        case "DescribeLogGroups":
            let prefix = call.text("logGroupNamePrefix") ?? ""
            let found = logGroups.values.filter { $0.name.hasPrefix(prefix) }.sorted { $0.name < $1.name }
            return ["logGroups": .array(found.map(json))]
        case "TagResource", "UntagResource", "ListTagsForResource":
            return try logTags(call)
        default:
            return try changeLogGroup(call)
        }
    }

    private mutating func changeLogGroup(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> JSONValue {
        let name = call.text("logGroupName") ?? ""
        guard logGroups[name] != nil else { throw Self.noLogGroup }
        switch call.operation {
        case "DeleteLogGroup": logGroups[name] = nil
        case "PutRetentionPolicy": logGroups[name]?.retention = call.body["retentionInDays"]?.int
        case "DeleteRetentionPolicy": logGroups[name]?.retention = nil
        default: throw ScriptedAWSError(400, "UnknownOperationException", call.operation)
        }
        return [:]
    }

    private mutating func logTags(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> JSONValue {
        let arn = call.text("resourceArn") ?? ""
        guard let name = logGroups.keys.first(where: { self.logGroupARN($0) == arn }) else { throw Self.noLogGroup }
        switch call.operation {
        case "TagResource": logGroups[name]?.tags.merge(call.texts("tags")) { $1 }
        case "UntagResource":
            for key in call.body["tagKeys"]?.array ?? [] { logGroups[name]?.tags[key.string ?? ""] = nil }
        default: return ["tags": JSONValue(texts: logGroups[name]?.tags ?? [:])]
        }
        return [:]
    }

    private func logGroupARN(_ name: String) -> String {
        "arn:aws:logs:\(settings.region):\(settings.account):log-group:\(name)"
    }

    private func json(_ group: LogGroup) -> JSONValue {
        .members(
            ("logGroupName", .string(group.name)), ("arn", .string("\(logGroupARN(group.name)):*")),
            ("logGroupArn", .string(logGroupARN(group.name))), ("creationTime", 1_767_225_600_000),
            ("retentionInDays", group.retention.map { .number($0) }), ("storedBytes", 0),
            ("logGroupClass", "STANDARD"))
    }

    private static var noLogGroup: ScriptedAWSError {
        ScriptedAWSError(400, "ResourceNotFoundException", "The specified log group does not exist.")
    }
}
