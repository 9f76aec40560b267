internal import OrderedJSON

extension ScriptedCloud {
    mutating func aliasesAndPolicies(
        _ function: inout Function, _ call: ScriptedAWSCall, _ operation: String
    ) throws(ScriptedAWSError) -> ScriptedAWSReply {
        let qualifier = call.parameter("Qualifier") ?? ""
        switch operation {
        case "CreateAlias":
            let name = call.text("Name") ?? ""
            guard function.aliases[name] == nil else {
                throw ScriptedAWSError(
                    409, "ResourceConflictException", "Alias already exists: \(arn(function)):\(name)")
            }
            let alias = try alias(Alias(version: "", description: ""), call, function)
            function.aliases[name] = alias
            return .json(201, json(function, name, alias))
        case "GetAlias", "UpdateAlias":
            let name = call.path.last ?? ""
            guard var alias = function.aliases[name] else { throw notFound("\(function.name):\(name)") }
            if operation == "UpdateAlias" {
                alias = try self.alias(alias, call, function)
                function.aliases[name] = alias
            }
            return .json(200, json(function, name, alias))
        case "DeleteAlias":
            function.aliases[call.path.last ?? ""] = nil
            function.policies[call.path.last ?? ""] = nil
            return .empty(204)
        case "AddPermission":
            return .json(201, try addPermission(&function, call, qualifier))
        case "GetPolicy":
            let statements = function.policies[qualifier] ?? []
            guard !statements.isEmpty else { throw Self.noPolicy }
            let policy: JSONValue = [
                "Version": "2012-10-17", "Id": "default",
                "Statement": .array(statements.map { json($0, function, qualifier) }),
            ]
            return .json(200, ["Policy": .string(policy.text()), "RevisionId": .string(Self.revision(function))])
        case "RemovePermission":
            guard function.policies[qualifier]?.contains(where: { $0.id == call.path.last }) == true else {
                throw Self.noPolicy
            }
            function.policies[qualifier]?.removeAll { $0.id == call.path.last }
            return .empty(204)
        default:
            throw ScriptedAWSError(404, "UnknownOperationException", operation)
        }
    }

    private func alias(
        _ old: Alias, _ call: ScriptedAWSCall, _ function: Function
    ) throws(ScriptedAWSError) -> Alias {
        let version = call.text("FunctionVersion") ?? old.version
        guard version == "$LATEST" || function.versions.contains(where: { "\($0.number)" == version }) else {
            throw notFound("\(function.name):\(version)")
        }
        return Alias(version: version, description: call.text("Description") ?? old.description)
    }

    private func addPermission(
        _ function: inout Function, _ call: ScriptedAWSCall, _ qualifier: String
    ) throws(ScriptedAWSError) -> JSONValue {
        guard qualifier.isEmpty || function.aliases[qualifier] != nil else {
            throw notFound("\(function.name):\(qualifier)")
        }
        let id = call.text("StatementId") ?? ""
        guard function.policies[qualifier]?.contains(where: { $0.id == id }) != true else {
            throw ScriptedAWSError(
                409, "ResourceConflictException",
                "The statement id (\(id)) provided already exists. Please provide a new statement id, or remove the existing statement."
            )
        }
        let statement = Statement(
            id: id, action: call.text("Action") ?? "", principal: call.text("Principal") ?? "",
            sourceARN: call.text("SourceArn"), sourceAccount: call.text("SourceAccount"))
        function.policies[qualifier, default: []].append(statement)
        return ["Statement": .string(json(statement, function, qualifier).text())]
    }

    private func json(_ function: Function, _ name: String, _ alias: Alias) -> JSONValue {
        [
            "AliasArn": .string("\(arn(function)):\(name)"), "Name": .string(name),
            "FunctionVersion": .string(alias.version), "Description": .string(alias.description),
            "RevisionId": .string(Self.revision(function)),
        ]
    }

    private func json(_ statement: Statement, _ function: Function, _ qualifier: String) -> JSONValue {
        var condition: JSONValue?
        if let arn = statement.sourceARN { condition = ["ArnLike": ["AWS:SourceArn": .string(arn)]] }
        return .members(
            ("Sid", .string(statement.id)), ("Effect", "Allow"),
            ("Principal", ["Service": .string(statement.principal)]), ("Action", .string(statement.action)),
            ("Resource", .string(arn(function) + (qualifier.isEmpty ? "" : ":\(qualifier)"))),
            ("Condition", condition))
    }

    private static var noPolicy: ScriptedAWSError {
        ScriptedAWSError(404, "ResourceNotFoundException", "The resource you requested does not exist.")
    }
}
