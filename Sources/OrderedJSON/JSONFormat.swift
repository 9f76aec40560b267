/// How a JSON document is written.
///
/// The forms are those of Go's encoding/json, which Pulumi uses.
package struct JSONFormat: Sendable, Equatable {
    /// Spaces for each level; nil writes everything on one line without spaces.
    package var indentation: Int?
    /// Whether `<`, `>` and `&` are written as `\u003c`, `\u003e`, `\u0026` (Go's `SetEscapeHTML`, on in `json.Marshal`).
    ///
    /// U+2028 and U+2029 are escaped in either case, as Go does.
    package var escapesHTML: Bool
    /// Whether the members of every object are sorted by the bytes of their names (as Go does with maps).
    package var sortsKeys: Bool

    package init(indentation: Int? = nil, escapesHTML: Bool = false, sortsKeys: Bool = false) {
        self.indentation = indentation
        self.escapesHTML = escapesHTML
        self.sortsKeys = sortsKeys
    }

    /// One line, members in their order.
    package static let compact = JSONFormat()
    /// Four spaces a level, members in their order.
    package static let indented = JSONFormat(indentation: 4)
    /// As Go's `json.Marshal` writes a map: one line, sorted, HTML characters escaped.
    package static let goMap = JSONFormat(escapesHTML: true, sortsKeys: true)
}
