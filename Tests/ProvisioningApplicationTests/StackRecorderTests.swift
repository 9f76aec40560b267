import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct StackRecorderTests {
    private static func state(
        _ name: String, id: String? = "i", delete: Bool = false, needs: [String] = []
    )
        -> ResourceState
    {
        ResourceState(
            urn: urn(name), id: id, type: InMemoryResourceProvider.box, dependencies: needs.map(urn), delete: delete)
    }

    private static func urn(_ name: String) -> URN {
        URN(stack: Lab.stack, type: InMemoryResourceProvider.box, name: name)
    }

    private static func recorder(
        _ backend: FaultyStateBackend, _ resources: [ResourceState] = []
    ) async throws -> StackRecorder {
        StackRecorder(
            snapshot: StackSnapshot(stack: Lab.stack, resources: resources), backend: backend,
            lock: try await backend.lock(Lab.stack))
    }

    @Test func changesThatComeTogetherShareAWrite() async throws {
        let count = 50
        let begun = LockedBox(0)
        // The first write waits until every change was made.
        let backend = FaultyStateBackend(pause: {
            while begun.withLock({ $0 }) < count { await Task.yield() }
            for _ in 0..<200 { await Task.yield() }
        })
        let recorder = try await Self.recorder(backend)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                group.addTask {
                    begun.withLock { $0 += 1 }
                    try await recorder.finish(nil, with: Self.state("r\(index)"))
                    // When it returns, the change is written.
                    let written = await backend.inner.snapshots[Lab.stack]
                    #expect(written?.resource(Self.urn("r\(index)")) != nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(backend.saves < count / 2)
        #expect(await backend.inner.snapshots[Lab.stack]?.resources.count == count)
    }

    @Test func aFailedWriteIsTriedAgainByWhoeverWaits() async throws {
        let backend = FaultyStateBackend()
        backend.fail(atSave: 0)
        let recorder = try await Self.recorder(backend)
        await #expect(throws: ProvisioningError.self) { try await recorder.finish(nil, with: Self.state("a")) }
        try await recorder.finish(nil, with: Self.state("b"))
        #expect(await backend.inner.snapshots[Lab.stack]?.resources.count == 2)
    }

    @Test func recordsTheLifeOfAResource() async throws {
        let backend = FaultyStateBackend()
        let recorder = try await Self.recorder(backend)
        let operation = PendingOperation(resource: Self.state("a", id: nil), kind: .creating)
        try await recorder.begin(operation)
        #expect(await recorder.snapshot.pendingOperations == [operation])
        try await recorder.abandon(operation)
        #expect(await recorder.snapshot.pendingOperations == [])
        try await recorder.begin(operation)
        try await recorder.finish(operation, with: Self.state("a", id: "one"))
        try await recorder.finish(nil, with: Self.state("a", id: "two"), keepsOld: true)
        #expect(await recorder.snapshot.resources.map(\.delete) == [true, false])
        // What replaced it stands before what waits for its deletion.
        #expect(await backend.inner.snapshots[Lab.stack]?.resources.map(\.id) == ["two", "one"])
        try await recorder.remove(nil, Self.state("a", id: "one", delete: true))
        #expect(await recorder.snapshot.resources.map(\.id) == ["two"])
        #expect(await recorder.snapshot.pendingOperations == [])
    }

    @Test func whatIsGoneStaysWhileItIsNeeded() async throws {
        let backend = FaultyStateBackend()
        let recorder = try await Self.recorder(
            backend, [Self.state("a"), Self.state("b", needs: ["a"]), Self.state("c")])
        let gone = { (name: String) in PendingOperation(resource: Self.state(name), kind: .deleting) }
        try await recorder.forget(gone("a"), Self.state("a"))
        try await recorder.forget(gone("c"), Self.state("c"))
        #expect(await recorder.snapshot.resources.map(\.urn.name) == ["a", "b"])
        #expect(await recorder.snapshot.resources.map(\.pendingReplacement) == [true, false])
        try await recorder.edit { $0.resources.removeAll() }
        #expect(await backend.inner.snapshots[Lab.stack]?.resources == [])
    }
}
