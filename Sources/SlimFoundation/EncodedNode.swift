internal import OrderedJSON

/// A value that is being encoded.
final class EncodedNode {
    private enum Content {
        case value(JSONValue)
        case object([(key: String, node: EncodedNode)])
        case array([EncodedNode])
    }

    private var content = Content.object([])

    /// Becomes a value.
    func set(_ value: some Encodable) throws {
        switch value {
        case let flag as Bool: content = .value(.bool(flag))
        case let text as String: content = .value(.string(text))
        case let number as any BinaryInteger: content = .value(.number(Int(number)))
        default: try value.encode(to: TreeEncoder(node: self))
        }
    }

    /// Becomes null.
    func setNull() { content = .value(.null) }

    /// Becomes an object if it is none.
    func beginObject() {
        if case .object = content { return }
        content = .object([])
    }

    /// Becomes an array if it is none.
    func beginArray() {
        if case .array = content { return }
        content = .array([])
    }

    /// How many elements its array has.
    var count: Int {
        if case .array(let nodes) = content { return nodes.count }
        return 0
    }

    /// A new member of its object.
    func member(_ key: any CodingKey) -> EncodedNode {
        let node = EncodedNode()
        if case .object(let members) = content { content = .object(members + [(key.stringValue, node)]) }
        return node
    }

    /// A new element of its array.
    func element() -> EncodedNode {
        let node = EncodedNode()
        if case .array(let nodes) = content { content = .array(nodes + [node]) }
        return node
    }

    /// The JSON of all that was encoded.
    func json(isSorted: Bool) -> JSONValue {
        switch content {
        case .value(let value): return value
        case .array(let nodes): return .array(nodes.map { $0.json(isSorted: isSorted) })
        case .object(let members):
            let sorted = isSorted ? members.sorted { $0.key < $1.key } : members
            return .object(JSONObject(sorted.map { ($0.key, $0.node.json(isSorted: isSorted)) }))
        }
    }
}
