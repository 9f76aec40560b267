package import ProvisioningDomain

/// Keeps the events that it is given; can be told to refuse those of some kinds.
package final class CollectingPublisher: EventPublisher, Sendable {
    private let box = LockedBox([DomainEvent]())
    private let refused: Set<DomainEventKind>

    package init(refusing refused: Set<DomainEventKind> = []) { self.refused = refused }

    /// All events, in the order in which they came.
    package var events: [DomainEvent] { box.withLock { $0 } }

    package func publish(_ events: [DomainEvent], of stack: StackReference) async throws {
        if let event = events.first(where: { refused.contains($0.kind) }) {
            throw ProvisioningError(
                .operation, code: "PublisherRefuses", "the publisher refuses \(event.kind.rawValue)")
        }
        box.withLock { $0 += events }
    }
}
