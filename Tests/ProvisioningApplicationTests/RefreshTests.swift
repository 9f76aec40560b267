import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct RefreshTests {
    private static let declared = [declare("a"), declare("b", dependsOn: ["a"]), declare("c", dependsOn: ["b"])]

    private static func refresh(_ lab: Lab) async throws -> RunResult {
        try await RefreshStack(ports: lab.ports).run(Lab.stack, provider: Lab.declaration)
    }

    /// A stack whose `b` is gone and whose `c` has another size.
    private static func drifted() async throws -> Lab {
        let lab = Lab()
        _ = try await lab.apply(declared)
        let things = lab.cloud.things.values
        let b = try #require(things.first { $0.inputs["name"] == "b" })
        var c = try #require(things.first { $0.inputs["name"] == "c" })
        lab.cloud.tamper(b.id, nil)
        c.inputs["size"] = 5
        lab.cloud.tamper(c.id, c)
        return lab
    }

    @Test func withoutDriftNothingIsWritten() async throws {
        let lab = Lab()
        #expect(try await Self.refresh(lab).status == .unchanged)
        _ = try await lab.apply(Self.declared)
        let (saves, events) = (lab.backend.saves, lab.publisher.events.count)
        let result = try await Self.refresh(lab)
        #expect(result.status == .unchanged && result.drift?.isEmpty == true && result.changes.isEmpty)
        #expect(lab.backend.saves == saves)
        #expect(lab.publisher.events.count == events)
        #expect(await lab.backend.inner.records[Lab.stack]?.map(\.kind) == [.update])
    }

    @Test func writesWhatIsAndTellsOfIt() async throws {
        let lab = try await Self.drifted()
        let operations = lab.cloud.operations.count
        let result = try await Self.refresh(lab)
        #expect(result.status == .completed)
        #expect(result.changes == [.delete: 1, .update: 1])
        #expect(result.drift?.resources.map(\.resource.urn.name) == ["b", "c"])
        #expect(result.drift?.resources.last?.changes.map(\.path) == ["size"])
        let snapshot = await lab.snapshot
        #expect(snapshot.managed.map(\.urn.name) == ["a", "c"])
        #expect(snapshot.managed.last?.inputs["size"] == 5)
        #expect(snapshot.managed.last?.dependencies == [])
        #expect(await lab.backend.inner.records[Lab.stack]?.last?.kind == .refresh)
        #expect(lab.cloud.operations.count == operations)
        let events = lab.publisher.events.filter { $0.kind == .driftDetected }
        #expect(events.map { $0.payload.first { $0.name == "name" }?.value } == ["b", "c"])
        #expect(events.map { $0.payload.first { $0.name == "drift" }?.value } == ["gone", "changed"])
        #expect(events.last?.payload.last == DomainEvent.Fact("properties", "size"))
        #expect(events.allSatisfy { $0.kind.wireType == "infrastructure.drift.detected" })
        #expect(try await Self.refresh(lab).status == .unchanged)
        let applied = try await lab.apply(Self.declared)
        #expect(applied.changes == [.create: 1, .update: 1])
        try await lab.verifyConverged(to: Self.declared, "after the refresh")
    }

    @Test func planShowsItAndWritesNothing() async throws {
        let lab = try await Self.drifted()
        let before = await lab.snapshot
        let (plan, drift) = try await PlanStack(provider: lab.cloud, backend: lab.backend).refreshed(
            StackDeclaration(resources: Self.declared), of: Lab.stack, provider: Lab.declaration, at: lab.clock.now())
        #expect(drift.resources.count == 2)
        #expect(plan.counts == [.create: 1, .update: 1])
        #expect(await lab.snapshot == before)
        let blind = try await PlanStack(provider: lab.cloud, backend: lab.backend)
            .run(StackDeclaration(resources: Self.declared), of: Lab.stack)
        #expect(blind.isEmpty)
    }

    @Test func applyDoesBoth() async throws {
        let lab = try await Self.drifted()
        let request = ApplyRequest(
            specification: try Lab.specification(),
            artifact: Artifact(path: "/a.zip", sha256: "abc", size: 1, unpackedSize: 2, handler: "h"),
            declaration: StackDeclaration(resources: Self.declared), provider: Lab.declaration,
            requestedAt: lab.clock.now(), actor: "tester", reason: nil, refresh: true)
        let result = try await ApplyStack(ports: lab.ports).run(request) { _ in }
        #expect(result.changes == [.create: 1, .update: 1])
        #expect(lab.progress.lines.contains("drifted b, c"))
        #expect(lab.publisher.events.count { $0.kind == .driftDetected } == 2)
        try await lab.verifyConverged(to: Self.declared, "after apply --refresh")
        #expect(try await ApplyStack(ports: lab.ports).run(request) { _ in }.status == .unchanged)
        #expect(lab.publisher.events.count { $0.kind == .driftDetected } == 2)
    }

    @Test func leavesOutWhatIsNotOurs() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("a")])
        var snapshot = await lab.snapshot
        let root = snapshot.stack.rootURN
        snapshot.resources += [
            ResourceState(
                urn: URN(stack: Lab.stack, type: "aws:sqs/queue:Queue", name: "q"), id: "q",
                type: "aws:sqs/queue:Queue",
                parent: root),
            ResourceState(
                urn: URN(stack: Lab.stack, type: InMemoryResourceProvider.box, name: "e"), id: "e",
                type: InMemoryResourceProvider.box, parent: root, external: true),
        ]
        let drift = try await StackRefresher(provider: lab.cloud).drift(of: snapshot)
        #expect(drift.isEmpty)
        #expect(drift.warnings == ["q was not read: this version does not manage aws:sqs/queue:Queue"])
    }

    @Test func refusesWhatItCannotCompare() async throws {
        let sealed = ResourceState(
            urn: URN(stack: Lab.stack, type: InMemoryResourceProvider.box, name: "a"), id: "a",
            type: InMemoryResourceProvider.box, inputs: ["name": "a", "key": .sealed("v1:…")])
        await #expect {
            try await StackRefresher(provider: InMemoryResourceProvider()).drift(
                of: StackSnapshot(stack: Lab.stack, resources: [sealed]))
        } throws: { ($0 as? ProvisioningError)?.code == "SealedSecret" }
        let lab = Lab()
        _ = try await lab.apply(Self.declared)
        await #expect {
            try await RefreshStack(ports: lab.ports).run(
                Lab.stack,
                provider: ProviderDeclaration(package: "aws", version: "7.51.1", inputs: ["region": "eu-west-1"]))
        } throws: { ($0 as? ProvisioningError)?.code == "RegionChanged" }
    }

    @Test func aDestroyForgetsWhatIsKeptAndLeavesWhatIsUnknown() async throws {
        let lab = Lab()
        _ = try await lab.apply(Self.declared)
        let stranger = ResourceState(
            urn: URN(stack: Lab.stack, type: "aws:sqs/queue:Queue", name: "q"), id: "q", type: "aws:sqs/queue:Queue",
            parent: Lab.stack.rootURN)
        let lock = try await lab.backend.lock(Lab.stack)
        var snapshot = await lab.snapshot
        for index in snapshot.resources.indices where snapshot.resources[index].urn.name == "a" {
            snapshot.resources[index].retainOnDelete = true
        }
        snapshot.resources.append(stranger)
        try await lab.backend.save(snapshot, lock: lock)
        try await lab.backend.unlock(lock)
        let result = try await lab.destroy()
        #expect(result.status == .completed)
        #expect(result.changes == [.delete: 2, .forget: 1])
        #expect(lab.cloud.things.values.map { $0.inputs["name"] } == ["a"])
        #expect(await lab.snapshot.managed == [stranger])
        #expect(await lab.snapshot.resource(Lab.stack.rootURN) != nil)
        #expect(try await lab.destroy().status == .unchanged)
        #expect(await lab.snapshot.managed == [stranger])
    }
}
