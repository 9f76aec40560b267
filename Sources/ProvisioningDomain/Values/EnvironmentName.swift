/// The name of an environment: lower-case letters, digits and hyphens, at most 32, beginning with a letter.
public struct EnvironmentName: Sendable, Hashable, CustomStringConvertible {
    /// The canonical name.
    public let description: String

    /// Reads a name; `dev`, `stage` and `prod` become `development`, `staging` and `production`.
    ///
    /// - Throws: `InvalidValue` when the name is malformed.
    public init(_ text: String) throws(InvalidValue) {
        let canonical = ["dev": "development", "stage": "staging", "prod": "production"][text] ?? text
        guard canonical.isIdentifier(atMost: 32) else {
            throw InvalidValue(
                what: "environment name", value: text,
                rule: "at most 32 lower-case letters, digits and hyphens, beginning with a letter")
        }
        description = canonical
    }
}

extension String {
    /// Whether the text is a lower-case identifier with hyphens inside.
    func isIdentifier(atMost limit: Int) -> Bool {
        guard let first = utf8.first, (0x61...0x7A).contains(first), utf8.count <= limit, utf8.last != 0x2D else {
            return false
        }
        return utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
