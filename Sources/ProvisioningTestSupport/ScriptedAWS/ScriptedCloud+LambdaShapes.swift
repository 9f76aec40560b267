internal import OpenSSLCrypto
internal import OrderedJSON

extension ScriptedCloud {
    func arn(_ function: Function) -> String {
        "arn:aws:lambda:\(settings.region):\(settings.account):function:\(function.name)"
    }

    func notFound(_ name: String) -> ScriptedAWSError {
        ScriptedAWSError(
            404, "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:\(settings.region):\(settings.account):function:\(name)")
    }

    static func revision(_ function: Function) -> String { "revision-\(function.revision)" }

    /// The configuration of a qualifier.
    func configuration(_ function: Function, qualifier: String?) throws(ScriptedAWSError) -> JSONValue {
        guard let qualifier, qualifier != "$LATEST" else { return configuration(function) }
        let version = function.aliases[qualifier]?.version ?? qualifier
        guard let number = Int(version), let found = function.versions.first(where: { $0.number == number }) else {
            throw notFound("\(function.name):\(qualifier)")
        }
        return configuration(function, number, found.content)
    }

    /// The configuration of `$LATEST`, or of a version.
    func configuration(_ function: Function, _ version: Int? = nil, _ content: Content? = nil) -> JSONValue {
        let content = content ?? function.latest
        let isBusy = function.looksUntilReady > 0
        var members = JSONObject(content.settings.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        members["FunctionName"] = .string(function.name)
        members["FunctionArn"] = .string(arn(function) + (version.map { ":\($0)" } ?? ""))
        members["CodeSize"] = .number(content.codeSize)
        members["CodeSha256"] = .string(content.codeHash)
        members["LastModified"] = "2026-01-01T00:00:00.000+0000"
        members["Version"] = .string(version.map { "\($0)" } ?? "$LATEST")
        members["RevisionId"] = .string(Self.revision(function))
        members["State"] = isBusy && function.isNew ? "Pending" : "Active"
        members["LastUpdateStatus"] = isBusy && !function.isNew ? "InProgress" : "Successful"
        members["PackageType"] = "Zip"
        members["Architectures"] = [.string(content.architecture)]
        members["TracingConfig"] = ["Mode": "PassThrough"]
        members["EphemeralStorage"] = ["Size": 512]
        members["LoggingConfig"] = [
            "LogFormat": "Text", "LogGroup": .string("/aws/lambda/\(function.name)"),
        ]
        return .object(members)
    }

    /// The settings of a request over those before; what is absent stays.
    static func settings(_ body: JSONValue, over old: [String: JSONValue]) -> [String: JSONValue] {
        var settings = old
        for name in ["Runtime", "Role", "Handler", "Description", "Timeout", "MemorySize"] {
            settings[name] = body[name] ?? settings[name]
        }
        if let environment = body["Environment"] {
            let variables = environment["Variables"]?.texts ?? [:]
            settings["Environment"] = variables.isEmpty ? nil : ["Variables": JSONValue(texts: variables)]
        }
        settings["Description"] = settings["Description"] ?? ""
        settings["Timeout"] = settings["Timeout"] ?? 3
        settings["MemorySize"] = settings["MemorySize"] ?? 128
        return settings
    }

    /// SHA-256 in Base64, and the size, of a zip given in Base64.
    static func digest(ofBase64 text: String) -> (hash: String, size: Int) {
        guard let bytes = Base64.decode(text), let digest = try? SHA256.hash(bytes) else { return ("", 0) }
        return (Base64.encode(digest), bytes.count)
    }
}
