/// No credentials: what was tried and why each source had none.
public struct CredentialsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One source that was asked.
    public struct Attempt: Sendable, Equatable {
        /// The source, such as `environment` or `profile "default"`.
        public var source: String
        /// Why it had no credentials.
        public var reason: String

        /// An attempt at a source.
        public init(source: String, reason: String) {
            self.source = source
            self.reason = reason
        }
    }

    /// The sources in the order in which they were asked.
    public var attempts: [Attempt]

    /// An error of the given attempts.
    public init(attempts: [Attempt]) {
        self.attempts = attempts
    }

    /// An error of one source.
    init(_ source: String, _ reason: String) {
        self.init(attempts: [Attempt(source: source, reason: reason)])
    }

    /// All attempts, one a line, and what to do.
    public var description: String {
        let tried = attempts.map { "\n  - \($0.source): \($0.reason)" }.joined()
        return "no AWS credentials; tried in this order:\(tried)\n"
            + "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile that has credentials."
    }
}
