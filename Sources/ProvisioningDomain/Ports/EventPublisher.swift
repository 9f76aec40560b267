/// Takes domain events.
///
/// When `publish` returns, the events are safe.
public protocol EventPublisher: Sendable {
    /// Records events of one stack in order.
    func publish(_ events: [DomainEvent], of stack: StackReference) async throws
}
