import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct LockTests {
    private let stack = StackReference(project: "p", stack: "aws-dev")
    private let prefix = ".pulumi/locks/organization/p/aws-dev/"

    private func lockFile(pid: Int, host: String) -> [UInt8] {
        Array(
            #"{"pid":\#(pid),"username":"bob","hostname":"\#(host)","timestamp":"2026-11-22T09:00:00Z"}"#.utf8)
    }

    @Test func writesPulumisLockFile() async throws {
        let store = InMemoryObjectStore()
        let backend = makeBackend(store)
        let lock = try await backend.lock(stack)
        #expect(
            store.text("\(prefix)\(lock.id).json")
                == #"{"pid":4711,"username":"ada","hostname":"engine","timestamp":"2026-11-22T10:00:00.000000001Z"}"#)
        #expect(lock.id.count == 36)
        let reads = store.operations.filter { $0 == "list \(prefix)" }
        #expect(reads.count == 2, "the locks are listed before and after the own one is written")
        try await backend.unlock(lock)
        #expect(try await store.list(prefix).isEmpty)
    }

    @Test(arguments: [
        ("other", false, false), ("other", true, false), ("engine", true, false), ("engine", false, true),
    ])
    func onlyOwnDeadLocksAreRecovered(host: String, isAlive: Bool, succeeds: Bool) async throws {
        let foreign = prefix + "9a1c.json"
        let store = InMemoryObjectStore([foreign: lockFile(pid: 99, host: host)])
        let backend = makeBackend(store, isProcessAlive: { pid in pid != 99 || isAlive })
        if succeeds {
            let lock = try await backend.lock(stack)
            #expect(try await store.list(prefix) == ["\(prefix)\(lock.id).json"])
        } else {
            let error = await #expect(throws: ProvisioningError.self) { try await backend.lock(stack) }
            #expect(error?.category == .locked && error?.code == "StackLocked")
            #expect(error?.message.contains("bob@\(host) (pid 99) since 2026-11-22T09:00:00Z") == true)
            #expect(try await store.list(prefix) == [foreign])
        }
    }

    /// Lock files get their names when they are whole, so one without a byte is what a power cut left.
    @Test func aLockThatAPowerCutEmptiedIsNone() async throws {
        let store = InMemoryObjectStore([prefix + "x.json": []])
        let lock = try await makeBackend(store).lock(stack)
        #expect(try await store.list(prefix) == ["\(prefix)\(lock.id).json"])
    }

    /// The driver of Pulumi may show an empty file under another name while it writes.
    @Test func anEmptyFileOfAnotherNameStillLocks() async throws {
        let store = InMemoryObjectStore([prefix + "fileblob123": []])
        await #expect(throws: ProvisioningError.self) { try await makeBackend(store).lock(stack) }
    }

    @Test(arguments: ["not JSON", "{}", #"{"pid":"x","username":"u","hostname":"h"}"#])
    func anUnreadableLockStillLocks(text: String) async throws {
        let store = InMemoryObjectStore([prefix + "x.json": Array(text.utf8)])
        let error = await #expect(throws: ProvisioningError.self) {
            try await makeBackend(store, isProcessAlive: { _ in false }).lock(stack)
        }
        #expect(error?.message.contains("an unknown process") == true)
    }

    /// Somebody writes a lock between our first look and our own lock: both withdraw or only one stays.
    @Test func aRivalInBetweenIsSeenAtTheSecondLook() async throws {
        let store = InMemoryObjectStore()
        let rival = prefix + "rival.json"
        let rivalBytes = lockFile(pid: 1, host: "other")
        let isDone = LockedBox(false)
        store.setHook { operation, key in
            let isFirst = isDone.withLock { done in
                guard !done, operation == "put", key.contains("/locks/"), key != rival else { return false }
                done = true
                return true
            }
            if isFirst { try await store.put(rival, rivalBytes, if: .always) }
        }
        let error = await #expect(throws: ProvisioningError.self) { try await makeBackend(store).lock(stack) }
        #expect(error?.code == "StackLocked" && error?.message.contains("bob@other") == true)
        #expect(try await store.list(prefix) == [rival])
    }

    @Test func manyBackendsNeverBothWin() async throws {
        for _ in 0..<10 {
            let store = InMemoryObjectStore()
            let identifiers = CountingIdentifiers()
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for pid in 1...6 {
                    group.addTask {
                        let backend = makeBackend(
                            store, identifiers: identifiers, owner: LockOwner(pid: pid, username: "u", hostname: "h"))
                        do {
                            _ = try await backend.lock(stack)
                            return true
                        } catch let error as ProvisioningError where error.category == .locked {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners <= 1)
            #expect(try await store.list(prefix).count == winners)
        }
    }

    @Test func cancelByPulumiIsNoticedBeforeTheWrite() async throws {
        let store = InMemoryObjectStore()
        let backend = makeBackend(store)
        let lock = try await backend.lock(stack)
        let removed = try await backend.breakLocks(of: stack)
        #expect(removed.map(\.owner?.pid) == [4711])
        let error = await #expect(throws: ProvisioningError.self) {
            try await backend.save(StateBackendContract.snapshot(of: stack), lock: lock)
        }
        #expect(error?.code == "LockLost")
        #expect(try await backend.load(stack) == nil)
    }

    @Test func aLockOfAnotherStackIsNoHindrance() async throws {
        let store = InMemoryObjectStore([
            ".pulumi/locks/organization/p/aws-dev2/x.json": lockFile(pid: 1, host: "other")
        ])
        _ = try await makeBackend(store).lock(stack)
    }

    @Test func knowsItself() {
        let owner = LockOwner.current(environment: ["USER": "ada"])
        #expect(owner.username == "ada" && !owner.hostname.isEmpty && LockOwner.isProcessAlive(owner.pid))
        #expect(LockOwner.current(environment: [:]).username.hasPrefix("uid-"))
        #expect(!LockOwner.isProcessAlive(0) && !LockOwner.isProcessAlive(-1) && !LockOwner.isProcessAlive(1 << 40))
        #expect(!LockOwner.isProcessAlive(Int(Int32.max)))
    }
}
