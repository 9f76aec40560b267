/// Takes the values of secrets out of text that somebody else wrote, as a server its log.
public struct SecretRedaction: Sendable, Hashable {
    private let values: [String]

    /// Looks for these values, and for the lines of those that have several.
    ///
    /// What is shorter than four characters is left, since it would be found everywhere.
    public init(_ values: some Sequence<String>) {
        let parts = values.flatMap { value in
            [value] + value.split(whereSeparator: \.isNewline).map(String.init).filter { $0.count >= 8 }
        }
        // The longest first: a secret may be a part of another.
        self.values = Set(parts.filter { $0.count >= 4 }).sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// The text with `[secret]` in the place of each value.
    public func redacted(_ text: String) -> String {
        values.reduce(text) { $0.replacing($1, with: "[secret]") }
    }
}
