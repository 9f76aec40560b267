internal import OrderedJSON

/// What the scripted AWS holds, as a value: an operation in, an answer or a refusal out.
struct ScriptedCloud {
    struct Role {
        var name: String
        var id: String
        var trust: String
        var path: String
        var description: String?
        var maxSessionDuration = 3600
        var tags: [String: String]
        var attached: [String] = []
        /// How often CreateFunction still says that the role cannot be assumed.
        var refusals: Int
    }

    struct LogGroup {
        var name: String
        var retention: Int?
        var tags: [String: String]
    }

    struct Alias {
        var version: String
        var description: String
    }

    struct Statement {
        var id: String
        var action: String
        var principal: String
        var sourceARN: String?
        var sourceAccount: String?
    }

    struct Content: Equatable {
        var settings: [String: JSONValue]
        var codeHash: String
        var codeSize: Int
        var architecture: String
    }

    struct Function {
        var name: String
        var latest: Content
        var versions: [(number: Int, content: Content)] = []
        var nextVersion = 1
        var aliases: [String: Alias] = [:]
        /// By qualifier; "" is the function itself.
        var policies: [String: [Statement]] = [:]
        var tags: [String: String]
        var reserved: Int?
        var isNew = true
        /// How many looks still find work under way.
        var looksUntilReady: Int
        var revision = 1
    }

    struct API {
        var id: String
        var name: String
        var protocolType: String
        var settings: [String: JSONValue]
        var tags: [String: String]
        var integrations: [String: [String: JSONValue]] = [:]
        var routes: [String: [String: JSONValue]] = [:]
        var stages: [String: Stage] = [:]
    }

    struct Stage {
        var settings: [String: JSONValue]
        var tags: [String: String]
    }

    let settings: ScriptedAWS.Settings
    var roles: [String: Role] = [:]
    var logGroups: [String: LogGroup] = [:]
    var functions: [String: Function] = [:]
    var apis: [String: API] = [:]
    var nextID = 0

    init(_ settings: ScriptedAWS.Settings) { self.settings = settings }

    /// A new identifier such as API Gateway makes them up: ten letters and digits.
    mutating func newID() -> String {
        nextID += 1
        var number = nextID &* 48_271
        var text = ""
        for _ in 0..<6 {
            text.append(Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(number % 26))))
            number /= 26
        }
        let digits = "\(nextID)"
        return text + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The name of the operation that a call is, as CloudTrail would have it.
    func operation(of call: ScriptedAWSCall) -> String {
        switch call.service {
        case .iam, .sts, .logs: call.operation
        case .lambda: Self.lambdaOperation(call)
        case .gateway: Self.gatewayOperation(call)
        }
    }

    /// Performs a call.
    mutating func perform(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> ScriptedAWSReply {
        switch call.service {
        case .iam: .xml(call.operation, try iam(call))
        case .sts: .xml(call.operation, try sts(call))
        case .logs: .json(200, try logs(call))
        case .lambda: try lambda(call)
        case .gateway: try gateway(call)
        }
    }

    /// Every resource in a line, sorted; identifiers that AWS makes up are replaced by the names of what they stand for.
    var inventory: [String] {
        var lines: [String] = []
        for role in roles.values {
            lines.append("role \(role.name) trust=\(role.trust) tags=\(Self.text(role.tags))")
            lines += role.attached.map { "attachment \(role.name) \($0)" }
        }
        for group in logGroups.values {
            lines.append(
                "log group \(group.name) retention=\(group.retention.map { "\($0)" } ?? "never") tags=\(Self.text(group.tags))"
            )
        }
        for function in functions.values { lines += inventory(of: function) }
        for api in apis.values { lines += inventory(of: api) }
        for api in apis.values { lines = lines.map { $0.replacing(api.id, with: "<\(api.name)>") } }
        return lines.sorted()
    }

    private func inventory(of function: Function) -> [String] {
        let name = function.name
        var lines = [
            "function \(name) \(Self.text(function.latest)) tags=\(Self.text(function.tags)) "
                + "reserved=\(function.reserved.map { "\($0)" } ?? "none")"
        ]
        lines += function.versions.map { "version \(name) \(Self.text($0.content))" }
        for (alias, value) in function.aliases {
            let number = Int(value.version)
            let content = function.versions.first { $0.number == number }?.content ?? function.latest
            lines.append("alias \(name):\(alias) -> \(Self.text(content))")
        }
        for (qualifier, statements) in function.policies {
            lines += statements.map {
                "statement \(name):\(qualifier) \($0.id) \($0.action) \($0.principal) \($0.sourceARN ?? "")"
            }
        }
        return lines
    }

    private func inventory(of api: API) -> [String] {
        var lines = ["api \(api.name) \(api.protocolType) \(Self.text(api.settings)) tags=\(Self.text(api.tags))"]
        lines += api.integrations.values.map { "integration of \(api.name) \(Self.text($0))" }
        for route in api.routes.values {
            var route = route
            if let target = route["target"]?.string, let id = target.split(separator: "/").last {
                route["target"] = .string("integration \(Self.text(api.integrations[String(id)] ?? [:]))")
            }
            lines.append("route of \(api.name) \(Self.text(route))")
        }
        lines += api.stages.map {
            "stage of \(api.name) \($0.key) \(Self.text($0.value.settings)) tags=\(Self.text($0.value.tags))"
        }
        return lines
    }

    private static func text(_ tags: [String: String]) -> String {
        tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    private static func text(_ members: [String: JSONValue]) -> String {
        members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text())" }.joined(separator: " ")
    }

    private static func text(_ content: Content) -> String {
        "\(content.codeHash) \(content.architecture) \(text(content.settings))"
    }
}

extension String {
    /// The text with every occurrence of another replaced.
    func replacing(_ text: String, with replacement: String) -> String {
        guard !text.isEmpty else { return self }
        let all = Array(utf8)
        let part = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < all.count {
            if all[index...].starts(with: part) {
                result += replacement.utf8
                index += part.count
            } else {
                result.append(all[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
