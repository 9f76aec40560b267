/// How large a document may be before it is refused.
package struct XMLLimits: Sendable, Equatable {
    /// Size in bytes.
    package var bytes: Int
    /// Nesting depth; the root element has depth 1.
    package var depth: Int
    /// Number of elements in the whole document.
    package var elements: Int

    package init(bytes: Int = 16 << 20, depth: Int = 64, elements: Int = 1_000_000) {
        self.bytes = bytes
        self.depth = depth
        self.elements = elements
    }
}
