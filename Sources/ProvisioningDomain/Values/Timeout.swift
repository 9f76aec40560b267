/// How long one invocation may take in seconds, 1 to 900 (docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html).
public struct Timeout: Sendable, Hashable {
    /// Seconds.
    public let seconds: Int

    /// Checks a duration.
    ///
    /// - Throws: `InvalidValue` outside 1…900.
    public init(seconds: Int) throws(InvalidValue) {
        guard (1...900).contains(seconds) else {
            throw InvalidValue(what: "timeout", value: "\(seconds)", rule: "1 to 900 seconds")
        }
        self.seconds = seconds
    }
}
