import ProvisioningDomain

/// A form of text: the same rule as a pattern for the JSON Schema and as a check for the parser.
struct TextRule: Sendable {
    /// What is allowed, to follow "must be".
    var expectation: String
    /// An ECMA-262 regular expression for the JSON Schema.
    var pattern: String
    /// Words to suggest for a mistyped one.
    var suggestions: [String] = []
    /// Whether text has the form.
    var isValid: @Sendable (String) -> Bool

    /// Any text but the empty one.
    static let nonEmpty = TextRule(expectation: "text", pattern: "^[^\\u0000]+$") {
        !$0.isEmpty && !$0.utf8.contains(0)
    }

    /// A path, absolute or relative.
    static let path = TextRule(expectation: "a path", pattern: nonEmpty.pattern, isValid: nonEmpty.isValid)

    /// A path that is not absolute.
    static let relativePath = TextRule(expectation: "a path relative to `source`", pattern: "^[^/\\u0000][^\\u0000]*$")
    {
        nonEmpty.isValid($0) && !$0.hasPrefix("/")
    }

    /// Where state lies; the parser lets other schemes through to say that they are not supported.
    static let stateLocation = TextRule(expectation: "file://PATH", pattern: "^file://[^~\\u0000][^\\u0000]*$") {
        text in
        guard let scheme = stateScheme(text), !text.utf8.contains(0) else { return false }
        return scheme != "file" || text.utf8.count > "file://".utf8.count
    }

    /// What comes before `://`.
    static func stateScheme(_ text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"), colon != text.startIndex else {
            return nil
        }
        return String(text[..<colon])
    }

    /// The name of a project or a component.
    static func name(of what: String) -> TextRule {
        TextRule(
            expectation: "at most 40 lower-case letters, digits and hyphens, beginning with a letter",
            pattern: "^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$"
        ) { (try? ResourceName($0, what: what)) != nil }
    }

    /// The name of an environment.
    static let environmentName = TextRule(
        expectation: "at most 32 lower-case letters, digits and hyphens, beginning with a letter",
        pattern: "^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$"
    ) { (try? EnvironmentName($0)) != nil }

    /// A Node.js runtime of Lambda.
    static let runtime = TextRule(
        expectation: "`nodejs<major>.x`, for example `nodejs22.x`", pattern: "^nodejs[0-9]*[1-9][0-9]*\\.x$",
        suggestions: ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"]
    ) { (try? Runtime($0)) != nil }

    /// The name of an AWS region (docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).
    static let region = TextRule(
        expectation: "an AWS region, for example `us-east-1`", pattern: "^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$",
        suggestions: [
            "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2",
            "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2",
            "ap-southeast-1", "ap-southeast-2", "us-gov-west-1", "us-gov-east-1", "cn-north-1", "cn-northwest-1",
        ]
    ) { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, let partition = parts.first else { return false }
        let words = parts.dropLast()
        return (1...2).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && partition.utf8.count >= 2
            && words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }
    }

    /// The name of an environment variable (Lambda API, `Environment`).
    static let variableName = TextRule(
        expectation: "letters, digits and `_`, beginning with a letter, at least two",
        pattern: "^[A-Za-z][A-Za-z0-9_]+$"
    ) { text in
        guard let first = text.utf8.first, text.utf8.count >= 2, first != 0x5F, !(0x30...0x39).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy(isWordByte)
    }

    /// The key of a tag (docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html): `aws:` is Amazon's, `semantest:` ours.
    static let tagKey = TextRule(
        expectation: "1 to 128 characters, not beginning with `aws:` or `semantest:`",
        pattern: "^(?!aws:|semantest:)[^\\u0000]{1,128}$"
    ) { text in
        (1...128).contains(text.unicodeScalars.count) && !text.hasPrefix("aws:") && !text.hasPrefix("semantest:")
            && !text.utf8.contains(0)
    }

    /// An ASCII letter, a digit or `_`.
    static func isWordByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
    }
}
