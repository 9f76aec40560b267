/// A value of a YAML document and where it stands.
///
/// Aliases are already replaced by what they name.
package struct YAMLNode: Sendable, Hashable {
    /// Where it begins.
    package var mark: YAMLMark
    /// What it is.
    package var content: Content

    /// The three kinds of nodes (YAML 1.2.2, section 3.2.1.1).
    package indirect enum Content: Sendable, Hashable {
        /// Text, perhaps of a number, a truth value or null.
        case scalar(YAMLScalar)
        /// A list.
        case sequence([YAMLNode])
        /// A map in its written order, without duplicate keys.
        case mapping([YAMLEntry])
    }

    /// Makes a node.
    package init(mark: YAMLMark, content: Content) {
        self.mark = mark
        self.content = content
    }

    /// The scalar, if it is one.
    package var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { return scalar }
        return nil
    }

    /// The items, if it is a sequence.
    package var sequence: [YAMLNode]? {
        if case .sequence(let items) = content { return items }
        return nil
    }

    /// The entries, if it is a mapping.
    package var mapping: [YAMLEntry]? {
        if case .mapping(let entries) = content { return entries }
        return nil
    }

    /// The value of a key, if it is a mapping that has it.
    package subscript(key: String) -> YAMLNode? { mapping?.first { $0.key == key }?.value }

    /// Whether it is `null`, `~` or nothing.
    package var isNull: Bool { scalar?.value == .null }
}

/// A key of a mapping and its value.
package struct YAMLEntry: Sendable, Hashable {
    /// The key's text; keys that are no scalars are refused.
    package var key: String
    /// Where the key stands.
    package var mark: YAMLMark
    /// The value.
    package var value: YAMLNode

    /// Makes an entry.
    package init(key: String, mark: YAMLMark, value: YAMLNode) {
        self.key = key
        self.mark = mark
        self.value = value
    }
}
