/// Colours, when they are wanted.
package struct TerminalStyle: Sendable {
    /// Whether escape sequences are written.
    package var isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    /// A colour or weight (ECMA-48, select graphic rendition).
    package enum Attribute: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case magenta = "35"
        case cyan = "36"
    }

    /// The text in an attribute, when colours are wanted.
    package func paint(_ text: String, _ attribute: Attribute) -> String {
        isColoured ? "\u{1B}[\(attribute.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The text filled with spaces to a width.
    package static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
