/// How large a document may be: configuration is small, and a text made to exhaust memory is refused early.
package struct YAMLLimits: Sendable, Hashable {
    /// The longest text in bytes.
    package var bytes: Int
    /// The deepest nesting, aliases followed.
    package var depth: Int
    /// The number of nodes, aliases counted as what they name.
    package var nodes: Int

    /// Sets limits.
    package init(bytes: Int = 4 << 20, depth: Int = 64, nodes: Int = 100_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}
