/// One step of libyaml's walk through a text.
struct YAMLEvent: Sendable, Hashable {
    /// Where it begins.
    var mark: YAMLMark
    /// What it is.
    var kind: Kind
    /// The anchor that names the node, or of an alias the name.
    var anchor: String?
    /// The explicit tag.
    var tag: String?

    /// The events that matter to composing.
    enum Kind: Sendable, Hashable {
        /// A document begins.
        case documentStart
        /// A document or the stream begins or ends, or there is nothing.
        case other
        /// The end of the text.
        case streamEnd
        /// A reference to an anchor.
        case alias
        /// A scalar.
        case scalar(text: String, isPlain: Bool)
        /// A list begins.
        case sequenceStart
        /// A list ends.
        case sequenceEnd
        /// A map begins.
        case mappingStart
        /// A map ends.
        case mappingEnd
    }
}
