/// Something that happened to a deployment or to one of its resources.
public struct DomainEvent: Sendable, Hashable {
    /// `evt_<ms>_<random>`: ids sort by time, as the Semantest polling server needs.
    public var id: String
    /// What happened.
    public var kind: DomainEventKind
    /// The aggregate: the deployment's id, or of a removal without deployment the stack.
    public var aggregateID: String
    /// A UUID that all events of one run share.
    public var correlationID: String
    /// The events that led to it, the latest first.
    public var previousEventIDs: [String]
    /// When it happened.
    public var occurredAt: Timestamp
    /// The facts, in the order in which they are printed; no secrets.
    public var payload: [Fact]

    /// One fact of the payload.
    public struct Fact: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// States a fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Describes an event.
    public init(
        id: String, kind: DomainEventKind, aggregateID: String, correlationID: String, previousEventIDs: [String],
        occurredAt: Timestamp, payload: [Fact]
    ) {
        self.id = id
        self.kind = kind
        self.aggregateID = aggregateID
        self.correlationID = correlationID
        self.previousEventIDs = previousEventIDs
        self.occurredAt = occurredAt
        self.payload = payload
    }
}
