package import ProvisioningDomain

/// Makes the events of one run and hands them to the publisher in order; each names those before it.
package actor EventJournal {
    /// The identifier that all events of the run share.
    package let correlationID: String
    /// What was published, in order.
    package private(set) var events: [DomainEvent] = []
    private let stack: StackReference
    private let aggregateID: String
    private let publisher: any EventPublisher
    private let clock: any WallClock
    private let identifiers: any IdentifierGenerator

    package init(
        stack: StackReference, aggregateID: String, publisher: any EventPublisher, clock: any WallClock,
        identifiers: any IdentifierGenerator
    ) {
        self.stack = stack
        self.aggregateID = aggregateID
        self.publisher = publisher
        self.clock = clock
        self.identifiers = identifiers
        correlationID = identifiers.uuid()
    }

    /// Publishes an event.
    ///
    /// - Parameters:
    ///   - time: when it happened; now when nil.
    ///   - cause: the event that led to it; nil for the first of a run.
    /// - Returns: the event.
    @discardableResult
    package func publish(
        _ kind: DomainEventKind, at time: Timestamp? = nil, cause: DomainEvent?, _ payload: [DomainEvent.Fact]
    ) async throws -> DomainEvent {
        let moment = time ?? clock.now()
        let event = DomainEvent(
            id: identifiers.eventID(at: moment), kind: kind, aggregateID: aggregateID, correlationID: correlationID,
            previousEventIDs: cause.map { [$0.id] + $0.previousEventIDs } ?? [], occurredAt: moment,
            payload: payload)
        events.append(event)
        try await publisher.publish([event], of: stack)
        return event
    }
}
