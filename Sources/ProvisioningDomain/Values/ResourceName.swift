/// The name of a project or a component, which cloud names are made of.
public struct ResourceName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Reads a name.
    ///
    /// - Parameter what: what is named, for the message.
    /// - Throws: `InvalidValue` when the name is malformed.
    public init(_ text: String, what: String) throws(InvalidValue) {
        guard text.isIdentifier(atMost: 40) else {
            throw InvalidValue(
                what: "\(what) name", value: text,
                rule: "at most 40 lower-case letters, digits and hyphens, beginning with a letter")
        }
        description = text
    }
}
