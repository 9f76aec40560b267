/// How a resource names its provider: `<urn>::<id>` (pkg/resource/deploy/providers/reference.go).
public struct ProviderReference: Sendable, Hashable, CustomStringConvertible {
    /// The provider resource.
    public var urn: URN
    /// Its id, a UUID.
    public var id: String

    /// Makes a reference.
    public init(urn: URN, id: String) {
        self.urn = urn
        self.id = id
    }

    /// Reads a reference, which the last `::` divides.
    ///
    /// - Returns: nil when `text` is none.
    public init?(_ text: String) {
        var index = text.endIndex
        while index > text.startIndex {
            let previous = text.index(before: index)
            if text[previous] == ":", previous > text.startIndex, text[text.index(before: previous)] == ":" {
                guard let urn = URN(String(text[..<text.index(before: previous)])) else { return nil }
                self.init(urn: urn, id: String(text[index...]))
                return
            }
            index = previous
        }
        return nil
    }

    /// `<urn>::<id>`.
    public var description: String { "\(urn)::\(id)" }
}
