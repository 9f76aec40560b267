/// Asks a deployed component whether it is healthy.
public protocol HealthProbe: Sendable {
    /// Asks once.
    ///
    /// - Parameters:
    ///   - stack: the stack as it was deployed, with its outputs.
    ///   - limit: how long it may take.
    /// - Throws: a `ProvisioningFailure` for what does not pass with time; `CancellationError`.
    func ask(_ check: HealthCheck, of stack: StackSnapshot, within limit: Duration) async throws -> HealthAnswer

    /// What the component itself says of its failure, as its error and the end of its log.
    ///
    /// - Returns: nil when it says nothing.
    /// - Throws: `CancellationError`; what cannot be read is told in the text.
    func explain(_ check: HealthCheck, of stack: StackSnapshot) async throws -> String?
}

/// What came of one question.
public enum HealthAnswer: Sendable, Hashable {
    /// What was asked and answered.
    case healthy(String)
    /// What was asked, what came back, and what was expected.
    case unhealthy(String)
}
