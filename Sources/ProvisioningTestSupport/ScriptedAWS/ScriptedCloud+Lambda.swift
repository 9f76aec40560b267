internal import OrderedJSON

extension ScriptedCloud {
    static func lambdaOperation(_ call: ScriptedAWSCall) -> String {
        let rest = call.path.count > 2 ? call.path[2] : ""
        if call.path.first == "tags" {
            return ["POST": "TagResource", "DELETE": "UntagResource"][call.method] ?? "ListTags"
        }
        switch (call.method, rest, call.path.count) {
        case ("POST", "", 1): return "CreateFunction"
        case ("GET", "", _): return "GetFunction"
        case ("DELETE", "", _): return "DeleteFunction"
        case ("GET", "configuration", _): return "GetFunctionConfiguration"
        case ("PUT", "configuration", _): return "UpdateFunctionConfiguration"
        case ("PUT", "code", _): return "UpdateFunctionCode"
        case ("POST", "versions", _): return "PublishVersion"
        case ("GET", "versions", _): return "ListVersionsByFunction"
        case ("PUT", "concurrency", _): return "PutFunctionConcurrency"
        case ("DELETE", "concurrency", _): return "DeleteFunctionConcurrency"
        case ("POST", "aliases", _): return "CreateAlias"
        case ("GET", "aliases", _): return "GetAlias"
        case ("PUT", "aliases", _): return "UpdateAlias"
        case ("DELETE", "aliases", _): return "DeleteAlias"
        case ("POST", "policy", _): return "AddPermission"
        case ("GET", "policy", _): return "GetPolicy"
        case ("DELETE", "policy", _): return "RemovePermission"
        default: return "\(call.method) /\(call.path.joined(separator: "/"))"
        }
    }

    mutating func lambda(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> ScriptedAWSReply {
        let operation = Self.lambdaOperation(call)
        if operation == "CreateFunction" { return .json(201, try createFunction(call)) }
        if call.path.first == "tags" { return try functionTags(call, operation) }
        let name = call.path.count > 1 ? call.path[1] : ""
        guard var function = functions[name] else { throw notFound(name) }
        defer { if functions[name] != nil { functions[name] = function } }
        switch operation {
        case "GetFunction":
            look(at: &function)
            return .json(
                200,
                .members(
                    ("Configuration", configuration(function)),
                    ("Code", ["RepositoryType": "S3", "Location": "https://example.invalid/code.zip"]),
                    ("Tags", function.tags.isEmpty ? nil : JSONValue(texts: function.tags)),
                    ("Concurrency", function.reserved.map { ["ReservedConcurrentExecutions": .number($0)] })))
        case "GetFunctionConfiguration":
            look(at: &function)
            return .json(200, try configuration(function, qualifier: call.parameter("Qualifier")))
        case "DeleteFunction":
            functions[name] = nil
            return .empty(204)
        case "ListVersionsByFunction":
            let all =
                [configuration(function)] + function.versions.map { configuration(function, $0.number, $0.content) }
            return .json(200, ["Versions": .array(all)])
        case "PutFunctionConcurrency":
            function.reserved = call.body["ReservedConcurrentExecutions"]?.int
            return .json(200, .members(("ReservedConcurrentExecutions", function.reserved.map { .number($0) })))
        case "DeleteFunctionConcurrency":
            function.reserved = nil
            return .empty(204)
        case "UpdateFunctionConfiguration", "UpdateFunctionCode", "PublishVersion":
            return try change(&function, call, operation)
        default:
            return try aliasesAndPolicies(&function, call, operation)
        }
    }

    private mutating func createFunction(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> JSONValue {
        let name = call.text("FunctionName") ?? ""
        guard functions[name] == nil else {
            throw ScriptedAWSError(409, "ResourceConflictException", "Function already exist: \(name)")
        }
        let role = call.text("Role")?.split(separator: "/").last.map(String.init) ?? ""
        guard let refusals = roles[role]?.refusals, refusals == 0 else {
            roles[role]?.refusals -= 1
            throw ScriptedAWSError(
                400, "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.")
        }
        guard let zip = call.body["Code"]?["ZipFile"]?.string, !zip.isEmpty else {
            throw ScriptedAWSError(400, "InvalidParameterValueException", "Please provide a source for function code.")
        }
        let code = Self.digest(ofBase64: zip)
        var function = Function(
            name: name,
            latest: Content(
                settings: Self.settings(call.body, over: [:]), codeHash: code.hash, codeSize: code.size,
                architecture: call.body["Architectures"]?[0]?.string ?? "x86_64"),
            tags: call.texts("Tags"), looksUntilReady: settings.looksUntilReady)
        var version: Int?
        if call.body["Publish"]?.bool == true { version = publish(&function) }
        functions[name] = function
        return configuration(function, version, function.latest)
    }

    private mutating func change(
        _ function: inout Function, _ call: ScriptedAWSCall, _ operation: String
    ) throws(ScriptedAWSError) -> ScriptedAWSReply {
        guard function.looksUntilReady == 0 else {
            let isNew = function.isNew
            // Time passes while one tries again.
            look(at: &function)
            throw ScriptedAWSError(
                409, "ResourceConflictException",
                isNew
                    ? "The operation cannot be performed at this time. The function is currently in the following state: Pending"
                    : "The operation cannot be performed at this time. An update is in progress for resource: \(arn(function))"
            )
        }
        if let revision = call.text("RevisionId"), revision != Self.revision(function) {
            throw ScriptedAWSError(
                412, "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
            )
        }
        switch operation {
        case "PublishVersion":
            let version = publish(&function)
            return .json(201, configuration(function, version, function.latest))
        case "UpdateFunctionConfiguration":
            function.latest.settings = Self.settings(call.body, over: function.latest.settings)
            touched(&function)
            return .json(200, configuration(function))
        default:
            guard let zip = call.text("ZipFile"), !zip.isEmpty else {
                throw ScriptedAWSError(
                    400, "InvalidParameterValueException", "Please provide a source for function code.")
            }
            let code = Self.digest(ofBase64: zip)
            function.latest.codeHash = code.hash
            function.latest.codeSize = code.size
            if let architecture = call.body["Architectures"]?[0]?.string { function.latest.architecture = architecture }
            touched(&function)
            let version = call.body["Publish"]?.bool == true ? publish(&function) : nil
            return .json(200, configuration(function, version, function.latest))
        }
    }

    private func touched(_ function: inout Function) {
        function.revision += 1
        function.looksUntilReady = settings.looksUntilReady
    }

    /// What is published already is not published again.
    private func publish(_ function: inout Function) -> Int {
        if let last = function.versions.last, last.content == function.latest { return last.number }
        let number = function.nextVersion
        function.versions.append((number, function.latest))
        function.nextVersion += 1
        return number
    }

    /// One look at a function: work under way ends some time.
    private func look(at function: inout Function) {
        guard function.looksUntilReady > 0 else { return }
        function.looksUntilReady -= 1
        if function.looksUntilReady == 0 {
            function.isNew = false
            function.revision += 1
        }
    }

    private mutating func functionTags(
        _ call: ScriptedAWSCall, _ operation: String
    ) throws(ScriptedAWSError) -> ScriptedAWSReply {
        let name = call.path.last?.split(separator: ":").dropFirst(6).first.map(String.init) ?? ""
        guard functions[name] != nil else { throw notFound(name) }
        switch operation {
        case "TagResource": functions[name]?.tags.merge(call.texts("Tags")) { $1 }
        case "UntagResource": for key in call.parameters("tagKeys") { functions[name]?.tags[key] = nil }
        default: return .json(200, ["Tags": JSONValue(texts: functions[name]?.tags ?? [:])])
        }
        return .empty(204)
    }
}
