/// A failure found by the domain, the use cases or the commands.
public struct ProvisioningError: ProvisioningFailure, Sendable, Hashable {
    /// What kind of failure it is.
    public var category: FailureCategory
    /// A stable upper-camel-case code.
    public var code: String
    /// What was tried, on what, and what came back.
    public var message: String
    /// What to do next.
    public var hint: String?

    /// Describes a failure.
    public init(_ category: FailureCategory, code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The message and, on the next line, what to do.
    public var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}
