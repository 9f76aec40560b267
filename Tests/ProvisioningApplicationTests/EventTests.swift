import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct EventTests {
    private typealias Provider = InMemoryResourceProvider

    @Test func eventsComeInOrderAndNameTheirCauses() async throws {
        let lab = Lab()
        let before = lab.clock.now()
        let result = try await lab.apply([declare("a"), declare("b", dependsOn: ["a"])], reason: "because")
        let events = lab.publisher.events
        #expect(
            events.map(\.kind) == [
                .deploymentRequested, .infrastructureUpdateRequested, .infrastructureUpdated,
                .infrastructureUpdateRequested, .infrastructureUpdated, .deploymentCompleted,
            ])
        let deployment = try #require(result.deployment)
        #expect(events.allSatisfy { $0.aggregateID == "\(deployment)" })
        #expect(Set(events.map(\.correlationID)).count == 1)
        #expect(Set(events.map(\.id)).count == events.count)
        #expect(events[0].previousEventIDs == [])
        // Asked for before anything else was done, the lock included.
        #expect(events[0].occurredAt.nanoseconds == before.nanoseconds + 1_000_000)
        #expect(try await lab.repository.find(deployment, in: Lab.stack)?.requestedAt == events[0].occurredAt)
        #expect(events[1].previousEventIDs == [events[0].id])
        #expect(events[2].previousEventIDs == [events[1].id, events[0].id])
        #expect(events[5].previousEventIDs == [events[0].id])
        #expect(events.map(\.occurredAt) == events.map(\.occurredAt).sorted())
        #expect(events[0].payload.contains(DomainEvent.Fact("reason", "because")))
        #expect(events[5].payload.contains(DomainEvent.Fact("status", "completed")))
    }

    @Test func eachRequestHasItsEnd() async throws {
        let lab = Lab()
        _ = try await lab.apply(CrashMatrixTests.first)
        lab.cloud.inject([14: .refused])
        _ = try await lab.apply(CrashMatrixTests.second)
        _ = try await lab.apply(CrashMatrixTests.second)
        _ = try await lab.destroy()
        let ends: [DomainEventKind: Set<DomainEventKind>] = [
            .deploymentRequested: [.deploymentCompleted, .deploymentFailed],
            .infrastructureUpdateRequested: [.infrastructureUpdated, .infrastructureUpdateFailed],
            .infrastructureRemovalRequested: [.infrastructureRemoved, .infrastructureRemovalFailed],
        ]
        let events = lab.publisher.events
        for (index, event) in events.enumerated() {
            guard let expected = ends[event.kind] else { continue }
            let found = events[(index + 1)...].filter {
                $0.previousEventIDs.first == event.id && expected.contains($0.kind)
            }
            #expect(found.count == 1, "\(event.kind) of \(event.payload)")
        }
        #expect(events.contains { $0.kind == .infrastructureRemoved && $0.aggregateID == "\(Lab.stack)" })
    }

    @Test func aFailureIsToldWithItsCode() async throws {
        let lab = Lab()
        lab.cloud.inject([0: .refused])
        _ = try await lab.apply([declare("a")])
        let events = lab.publisher.events
        #expect(
            events.map(\.kind) == [
                .deploymentRequested, .infrastructureUpdateRequested, .infrastructureUpdateFailed, .deploymentFailed,
            ])
        #expect(events[2].payload.contains(DomainEvent.Fact("code", "Refused")))
        #expect(events[3].payload.contains(DomainEvent.Fact("error", "a: the cloud refuses to create a")))
        lab.cloud.inject([0: .unanswered(.whole)])
        _ = try await lab.apply([declare("a")])
        _ = try await lab.apply([declare("a")])
        lab.cloud.inject([0: .refused])
        _ = try await lab.destroy()
        #expect(lab.publisher.events.last?.kind == .infrastructureRemovalFailed)
    }

    @Test func interruptedDeploymentsAreClosedByTheNextRun() async throws {
        for isDestroy in [false, true] {
            let lab = Lab()
            lab.cloud.inject([1: .killed(.whole)])
            _ = try? await lab.apply([declare("a"), declare("b", dependsOn: ["a"])])
            // What a killed process wrote last.
            let id = lab.identifiers.deploymentID(at: lab.clock.now())
            var deployment = Deployment(
                id: id, stack: Lab.stack, component: "api", provider: .aws,
                environment: try EnvironmentName("development"), actor: "tester", reason: nil,
                requestedAt: lab.clock.now())
            try deployment.start(artifact: nil)
            try await lab.repository.save(deployment)
            await lab.backend.revive(Lab.stack)
            _ = isDestroy ? try await lab.destroy() : try await lab.apply([declare("a")])
            let closed = try #require(try await lab.repository.find(id, in: Lab.stack))
            #expect(closed.status == .failed)
            #expect(closed.failure == "interrupted")
            let events = lab.publisher.events.filter { $0.aggregateID == "\(id)" }
            #expect(events.map(\.kind) == [.deploymentFailed])
        }
    }

    @Test(arguments: [DomainEventKind.deploymentRequested, .infrastructureUpdateRequested, .infrastructureUpdated])
    func anEventThatCannotBeKeptStopsTheRun(kind: DomainEventKind) async throws {
        let lab = Lab(publisher: CollectingPublisher(refusing: [kind]))
        let result = try? await lab.apply([declare("a"), declare("b", dependsOn: ["a"])])
        #expect(result?.status != .completed)
        #expect(lab.cloud.things.count <= 1)
        await lab.verifyNothingIsLost("refused \(kind)")
        // The lock is free.
        _ = try await lab.backend.lock(Lab.stack)
    }
}
