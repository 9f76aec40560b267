/// A Node.js runtime by its Lambda identifier, such as `nodejs22.x`.
///
/// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. A retired runtime warns and is never refused: the cloud decides.
public struct Runtime: Sendable, Hashable, CustomStringConvertible {
    /// The identifier.
    public let description: String

    /// The runtime taken when none is given.
    public static let standard = Runtime(majorVersion: 22)

    /// Checks an identifier.
    ///
    /// - Throws: `InvalidValue` when it is not `nodejs<major>.x`.
    public init(_ text: String) throws(InvalidValue) {
        let digits = text.hasPrefix("nodejs") && text.hasSuffix(".x") ? text.dropFirst(6).dropLast(2) : ""
        guard let major = Int(digits), major > 0, "\(major)" == digits else {
            throw InvalidValue(what: "runtime", value: text, rule: "nodejs<major>.x, for example nodejs22.x")
        }
        self.init(majorVersion: major)
    }

    private init(majorVersion: Int) { description = "nodejs\(majorVersion).x" }

    /// Whether the clouds no longer update it: Node.js 18 and earlier.
    public var isRetired: Bool { (Int(description.dropFirst(6).dropLast(2)) ?? 0) <= 18 }
}
