/// Encodes into a node.
///
/// Coding paths are not kept: nothing that is encoded fails.
struct TreeEncoder: Encoder {
    let node: EncodedNode
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.beginObject()
        return KeyedEncodingContainer(Members<Key>(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.beginArray()
        return Elements(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: node) }

    private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: EncodedNode
        let codingPath: [any CodingKey] = []

        func encodeNil(forKey key: Key) { node.member(key).setNull() }

        func encode(_ value: some Encodable, forKey key: Key) throws { try node.member(key).set(value) }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            TreeEncoder(node: node.member(key)).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            TreeEncoder(node: node.member(key)).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { TreeEncoder(node: node) }

        func superEncoder(forKey key: Key) -> any Encoder { TreeEncoder(node: node.member(key)) }
    }

    private struct Elements: UnkeyedEncodingContainer {
        let node: EncodedNode
        let codingPath: [any CodingKey] = []

        var count: Int { node.count }

        func encodeNil() { node.element().setNull() }

        func encode(_ value: some Encodable) throws { try node.element().set(value) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            TreeEncoder(node: node.element()).container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            TreeEncoder(node: node.element()).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { TreeEncoder(node: node.element()) }
    }

    private struct Single: SingleValueEncodingContainer {
        let node: EncodedNode
        let codingPath: [any CodingKey] = []

        func encodeNil() { node.setNull() }

        func encode(_ value: some Encodable) throws { try node.set(value) }
    }
}
