import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

/// What a journal that no power cut spares is worth after one.
@Suite struct JournalTests {
    private let stack = StateBackendContract.snapshot().stack

    /// A new resource that needs the function, and the operations of a run that makes it and deletes the role.
    private struct Work {
        let snapshot = StateBackendContract.snapshot()
        let creating: PendingOperation
        let deleting: PendingOperation
        let made: ResourceState

        init() {
            var alias = snapshot.resources[3]
            alias.urn = URN(stack: snapshot.stack, type: "aws:lambda/alias:Alias", name: "alias")
            alias.type = "aws:lambda/alias:Alias"
            alias.id = nil
            alias.inputs["version"] = .unknown
            creating = PendingOperation(resource: alias, kind: .creating)
            deleting = PendingOperation(resource: snapshot.resources[2], kind: .deleting)
            alias.id = "alias"
            alias.inputs["version"] = "1"
            made = alias
        }
    }

    private func records(_ log: InMemoryAppendLog) async -> [[UInt8]] { await log.logs.values.first ?? [] }

    /// What is loaded when only the first records of a run's journal are left.
    private func loaded(keeping count: Int, boot: String, _ changes: [[StateChange]]) async throws -> StackSnapshot? {
        let store = InMemoryObjectStore()
        let log = InMemoryAppendLog()
        let work = Work()
        let backend = makeBackend(store, log: log, boot: "first")
        let lock = try await backend.lock(stack)
        try await backend.save(work.snapshot, announcing: [work.creating, work.deleting], lock: lock)
        for change in changes { try await backend.append(change, lock: lock) }
        let name = try #require(await log.logs.keys.first)
        let rest = Array(await records(log).prefix(count))
        await log.remove(name)
        await log.append(rest, to: name)
        return try await makeBackend(store, log: log, boot: boot).load(stack)
    }

    @Test func nothingWaitsForTheDiskBetweenCheckpoints() async throws {
        let log = InMemoryAppendLog()
        let work = Work()
        let backend = makeBackend(InMemoryObjectStore(), log: log, boot: "first")
        let lock = try await backend.lock(stack)
        try await backend.save(work.snapshot, announcing: [work.creating], lock: lock)
        try await backend.append([.begun(work.creating)], lock: lock)
        try await backend.append([.ended(work.creating.key), .put(work.made, keepsOld: false)], lock: lock)
        #expect(await log.flushes.isEmpty)
        #expect(await records(log).count == 3)
    }

    /// While the system runs, the journal tells all: what has no begin has not begun.
    @Test func afterAKillOnlyWhatBeganIsPending() async throws {
        let work = Work()
        let snapshot = try await loaded(keeping: 9, boot: "first", [[.begun(work.deleting)]])
        #expect(snapshot?.pendingOperations == [work.deleting])
    }

    /// After a power cut, or on another machine, begins may be missing.
    @Test(arguments: ["second", ""])
    func afterAPowerCutAllThatWasAnnouncedIsPending(boot: String) async throws {
        let work = Work()
        #expect(try await loaded(keeping: 9, boot: boot, [])?.pendingOperations == [work.creating, work.deleting])
        let torn = try await loaded(keeping: 1, boot: boot, [[.begun(work.creating)], [.begun(work.deleting)]])
        #expect(torn?.pendingOperations == [work.creating, work.deleting])
        let lost = try await loaded(keeping: 0, boot: boot, [[.begun(work.creating)]])
        #expect(lost?.pendingOperations == [work.creating, work.deleting])
    }

    /// A begin that is there tells more than what was announced, and an end what came of it; the order stays.
    @Test func afterAPowerCutTheRecordsThatAreLeftCount() async throws {
        let work = Work()
        var begun = work.creating
        begun.resource.inputs["version"] = "1"
        let changes: [[StateChange]] = [
            [.begun(begun)], [.ended(begun.key), .put(work.made, keepsOld: false)], [.begun(work.deleting)],
        ]
        let first = try await loaded(keeping: 2, boot: "second", changes)
        #expect(first?.pendingOperations == [begun, work.deleting])
        let second = try await loaded(keeping: 3, boot: "second", changes)
        #expect(second?.pendingOperations == [work.deleting])
        #expect(second?.resource(work.made.urn) == work.made)
    }

    /// Objects are on the disk when their write returns, whatever the machine.
    @Test func aJournalOfObjectsIsWholeAnywhere() async throws {
        let store = InMemoryObjectStore()
        let work = Work()
        let backend = makeBackend(store)
        let lock = try await backend.lock(stack)
        try await backend.save(work.snapshot, announcing: [work.creating, work.deleting], lock: lock)
        try await backend.append([.begun(work.deleting)], lock: lock)
        #expect(try await makeBackend(store, boot: "second").load(stack)?.pendingOperations == [work.deleting])
    }
}
