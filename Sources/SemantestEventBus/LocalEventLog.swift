package import ProvisioningDomain

/// Records every event in an append-only log beside the state, one message a line: `.provision/outbox/<project>/<stack>/events.jsonl`.
package struct LocalEventLog: EventPublisher {
    private let log: any AppendLog

    /// - Parameter log: where the lines go.
    package init(log: any AppendLog) { self.log = log }

    package func publish(_ events: [DomainEvent], of stack: StackReference) async throws {
        try await log.append(events.map(EventEncoder.encode), to: Self.name(of: stack))
    }

    package func flush(_ stack: StackReference) async throws { try await log.flush(Self.name(of: stack)) }

    /// The log of a stack.
    package static func name(of stack: StackReference) -> String {
        ".provision/outbox/\(stack.project)/\(stack.stack)/events.jsonl"
    }
}
