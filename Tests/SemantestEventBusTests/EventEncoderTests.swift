import ProvisioningDomain
import SemantestEventBus
import Testing

@Suite struct EventEncoderTests {
    static let event = DomainEvent(
        id: "evt_1700000000000_k3f9x2m1q", kind: .deploymentRequested, aggregateID: "dep_1",
        correlationID: "9c1b0d3e-5a77-4c1e-9a55-0c6f1b8f2a10", previousEventIDs: ["evt_0"],
        occurredAt: Timestamp(milliseconds: 1_795_344_369_318),
        payload: [DomainEvent.Fact("component", "rest-api"), DomainEvent.Fact("reason", "größer/kleiner")])

    @Test func writesTheSemantestMessageInOrder() {
        let text = String(decoding: EventEncoder.encode(Self.event), as: UTF8.self)
        #expect(
            text == #"{"id":"evt_1700000000000_k3f9x2m1q","type":"DeploymentRequestedEvent","#
                + #""eventType":"infrastructure.deployment.requested","aggregateId":"dep_1","#
                + #""correlationId":"9c1b0d3e-5a77-4c1e-9a55-0c6f1b8f2a10","payload":{"#
                + #""correlationId":"9c1b0d3e-5a77-4c1e-9a55-0c6f1b8f2a10","component":"rest-api","#
                + #""reason":"größer/kleiner"},"metadata":{"source":"infrastructure","version":1,"#
                + #""eventId":"evt_1700000000000_k3f9x2m1q","previousEventIds":["evt_0"]},"#
                + #""timestamp":"2026-11-22T10:46:09.318Z"}"#)
    }

    @Test(arguments: DomainEventKind.allCases)
    func everyKindHasItsOwnDottedType(_ kind: DomainEventKind) {
        let parts = kind.wireType.split(separator: ".")
        #expect(parts.count == 3)
        #expect(parts.first == "infrastructure")
        #expect(DomainEventKind.allCases.filter { $0.wireType == kind.wireType }.count == 1)
    }
}
