/// The simple patterns of a name, matched by bytes: a name itself, `*` and its end, or its beginning and `*`.
struct NamePattern: Sendable, Equatable {
    private enum Kind: Sendable, Equatable {
        case name, end, beginning
        /// Only a closer look tells.
        case other
    }

    private let kind: Kind
    private let bytes: [UInt8]
    /// Whether ``mayMatch(lastOf:)`` says all that there is to say.
    var isExact: Bool { kind != .other }

    /// The pattern of one segment as it stands in an ignore file.
    init(_ text: String) {
        var kind = Kind.name
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "*") {
            kind = .end
            rest.removeFirst()
        } else if rest.last == UInt8(ascii: "*") {
            kind = .beginning
            rest.removeLast()
        }
        let isPlain = rest.allSatisfy { !Self.special.contains($0) }
        self.kind = isPlain && !rest.isEmpty ? kind : .other
        bytes = Array(rest)
    }

    private static let special = Array("*?[\\".utf8)

    /// Whether it can match the last name of a path.
    func mayMatch(lastOf path: String) -> Bool {
        var path = path
        return path.withUTF8 { path in
            let start = unsafe (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
            let count = path.count - start
            switch kind {
            case .name: return unsafe count == bytes.count && path.suffix(bytes.count).elementsEqual(bytes)
            case .end: return unsafe count >= bytes.count && path.suffix(bytes.count).elementsEqual(bytes)
            case .beginning:
                return unsafe count >= bytes.count && path[start...].prefix(bytes.count).elementsEqual(bytes)
            case .other: return true
            }
        }
    }
}
