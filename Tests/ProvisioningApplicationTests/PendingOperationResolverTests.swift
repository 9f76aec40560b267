import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// What a next run makes of a pending operation, by what it finds in the cloud.
@Suite struct PendingOperationResolverTests {
    private typealias Provider = InMemoryResourceProvider

    /// A state as it would be with `a` in it, and `user` that needs it.
    private static func snapshot(
        _ a: ResourceState?, pending: PendingOperation.Kind, to wanted: PropertyMap
    )
        -> StackSnapshot
    {
        let urn = URN(stack: Lab.stack, type: Provider.box, name: "a")
        let user = ResourceState(
            urn: URN(stack: Lab.stack, type: Provider.box, name: "user"), id: "user", type: Provider.box,
            inputs: ["name": "user", "size": 1], dependencies: a == nil ? [] : [urn])
        var target = a ?? ResourceState(urn: urn, type: Provider.box)
        if pending != .deleting { target.inputs = wanted }
        if pending == .creating { target.id = nil }
        return StackSnapshot(
            stack: Lab.stack, resources: [a, user].compactMap { $0 },
            pendingOperations: [PendingOperation(resource: target, kind: pending)])
    }

    private static func a(_ inputs: PropertyMap) -> ResourceState {
        ResourceState(
            urn: URN(stack: Lab.stack, type: Provider.box, name: "a"), id: "a", type: Provider.box, inputs: inputs)
    }

    private static let plain: PropertyMap = ["name": "a", "size": 1]

    private func resolve(_ snapshot: StackSnapshot, _ things: [InMemoryThing]) async throws -> StackSnapshot {
        let lab = Lab()
        for thing in things { lab.cloud.tamper(thing.id, thing) }
        let recorder = StackRecorder(
            snapshot: snapshot, backend: lab.backend, lock: try await lab.backend.lock(Lab.stack))
        try await PendingOperationResolver(provider: lab.cloud, clock: lab.clock, progress: lab.progress)
            .resolve(recorder)
        #expect(lab.cloud.operations.isEmpty)
        #expect(lab.progress.lines.count == 1)
        let resolved = await lab.snapshot
        #expect(resolved.pendingOperations.isEmpty)
        return resolved
    }

    private static func thing(_ id: String, _ inputs: PropertyMap) -> InMemoryThing {
        InMemoryThing(id: id, type: Provider.box, owner: "us", inputs: inputs, serial: 1)
    }

    @Test func aCreateThatDidNotHappenIsForgotten() async throws {
        let resolved = try await resolve(Self.snapshot(nil, pending: .creating, to: Self.plain), [])
        #expect(resolved.resources.map(\.urn.name) == ["user"])
    }

    @Test func aCreateThatHappenedIsTakenOverAsUnfinished() async throws {
        let resolved = try await resolve(
            Self.snapshot(nil, pending: .creating, to: Self.plain), [Self.thing("x", Self.plain)])
        let state = try #require(resolved.resources.first { $0.urn.name == "a" })
        #expect(state.id == "x" && !state.initErrors.isEmpty && state.created != nil)
    }

    @Test func aReplacementThatHappenedKeepsTheOldForItsDeletion() async throws {
        let new = Self.plain.merging(["kind": "new"]) { $1 }
        let resolved = try await resolve(
            Self.snapshot(Self.a(Self.plain), pending: .creating, to: new),
            [Self.thing("a", Self.plain), Self.thing("x", new)])
        #expect(resolved.resources.filter { $0.urn.name == "a" }.map(\.id) == ["x", "a"])
        #expect(resolved.resources.filter { $0.urn.name == "a" }.map(\.delete) == [false, true])
    }

    @Test func aReplacementThatDidNotHappenIsForgotten() async throws {
        let new = Self.plain.merging(["kind": "new"]) { $1 }
        let state = Self.snapshot(Self.a(Self.plain), pending: .creating, to: new)
        #expect(try await resolve(state, [Self.thing("a", Self.plain)]).resources == state.resources)
        // Whatever is found under the id of the old resource is the old resource.
        #expect(try await resolve(state, [Self.thing("a", new)]).resources == state.resources)
    }

    @Test func anUpdateIsReadAndRepeated() async throws {
        let new = Self.plain.merging(["size": 2]) { $1 }
        let resolved = try await resolve(
            Self.snapshot(Self.a(Self.plain), pending: .updating, to: new), [Self.thing("a", new)])
        #expect(resolved.resources.first?.inputs == new)
        #expect(resolved.resources.first?.initErrors.isEmpty == false)
    }

    @Test func anUpdateOfWhatIsGoneLeavesAnEntryForItsReplacement() async throws {
        let resolved = try await resolve(
            Self.snapshot(Self.a(Self.plain), pending: .updating, to: Self.plain), [])
        #expect(resolved.resources.first?.pendingReplacement == true)
    }

    @Test func anUpdateOfWhatIsNotInTheStateIsForgotten() async throws {
        let resolved = try await resolve(Self.snapshot(nil, pending: .updating, to: Self.plain), [])
        #expect(resolved.resources.map(\.urn.name) == ["user"])
    }

    @Test(arguments: [false, true])
    func aDeleteIsRepeatedUnlessItHappened(isThere: Bool) async throws {
        let state = Self.snapshot(Self.a(Self.plain), pending: .deleting, to: [:])
        let resolved = try await resolve(state, isThere ? [Self.thing("a", Self.plain)] : [])
        #expect(resolved.resources.first?.pendingReplacement == !isThere)
    }

    @Test func aReadIsForgotten() async throws {
        let state = Self.snapshot(Self.a(Self.plain), pending: .reading, to: Self.plain)
        #expect(try await resolve(state, []).resources == state.resources)
    }

    @Test func aForeignResourceStopsTheRun() async throws {
        let lab = Lab()
        lab.cloud.inject([0: .unanswered(.nothing)])
        _ = try await lab.apply([declare("n", Provider.named)])
        lab.cloud.tamper(
            "n", InMemoryThing(id: "n", type: Provider.named, owner: "them", inputs: ["name": "n"], serial: 9))
        await #expect(throws: ProvisioningError.self) { try await lab.apply([declare("n", Provider.named)]) }
    }
}
