/// The identifier of a deployment, `dep_` and a ULID.
public struct DeploymentID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The identifier.
    public let description: String

    /// Makes an identifier.
    public init(_ ulid: ULID) { description = "dep_\(ulid)" }

    /// Reads an identifier.
    ///
    /// - Throws: `InvalidValue` when it is not `dep_` and 26 characters of Crockford's base 32.
    public init(_ text: String) throws(InvalidValue) {
        let digits = text.dropFirst(4)
        guard text.hasPrefix("dep_"), digits.count == 26,
            digits.allSatisfy({ "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
        else { throw InvalidValue(what: "deployment id", value: text, rule: "dep_ and 26 characters") }
        description = text
    }

    /// Earlier deployments are smaller.
    public static func < (left: DeploymentID, right: DeploymentID) -> Bool { left.description < right.description }
}
