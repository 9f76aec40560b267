extension PropertyValue: CustomStringConvertible, CustomDebugStringConvertible {
    /// A short form for plans and messages; secrets are redacted.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .string(let text): "\"\(text)\""
        case .array(let values): "[\(values.map(\.description).joined(separator: ", "))]"
        case .object(let map):
            "{\(map.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.description)" }.joined(separator: ", "))}"
        case .secret, .sealed: "[secret]"
        case .archive(let archive): "archive(\(archive.hash.prefix(12)))"
        case .unknown, .output: "(known after apply)"
        case .concatenation(let parts): parts.contains(where: \.containsSecret) ? "[secret]" : "(known after apply)"
        }
    }

    /// The same as `description`, so that a debugger or a failed test shows no secret either.
    public var debugDescription: String { description }
}
