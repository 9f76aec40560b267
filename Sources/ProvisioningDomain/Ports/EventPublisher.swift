/// Takes domain events.
public protocol EventPublisher: Sendable {
    /// Records events of one stack in order. When it returns, they survive the death of this process.
    func publish(_ events: [DomainEvent], of stack: StackReference) async throws

    /// When it returns, the events published so far survive a power cut.
    func flush(_ stack: StackReference) async throws
}

extension EventPublisher {
    /// Nothing is to be done where `publish` is final.
    public func flush(_ stack: StackReference) async throws {}
}
