package import ProvisioningDomain

/// A state backend in memory: the twin of the real one in tests.
package actor InMemoryStateBackend: StateBackend {
    /// The state of each stack, as `load` gives it.
    package private(set) var snapshots: [StackReference: StackSnapshot]
    /// The state of each stack as other programs see it: without the changes since the last save, with what it announced.
    package private(set) var checkpoints: [StackReference: StackSnapshot]
    /// All states that were written, in order.
    package private(set) var saved: [StackSnapshot] = []
    /// The history of each stack.
    package private(set) var records: [StackReference: [UpdateRecord]] = [:]
    private var locks: [StackReference: StateLock] = [:]
    private var journals: Set<StateLock> = []
    /// The last save of each stack with what it announced, and the changes since then.
    private var written: [StackReference: Written] = [:]

    private typealias Written = (saved: StackSnapshot, announced: [PendingOperation], changes: [[StateChange]])
    private var nextLock = 0

    /// Makes a backend that holds these stacks.
    package init(_ snapshots: [StackSnapshot] = []) {
        self.snapshots = Dictionary(snapshots.map { ($0.stack, $0) }, uniquingKeysWith: { _, last in last })
        checkpoints = self.snapshots
    }

    package func load(_ stack: StackReference) -> StackSnapshot? { snapshots[stack] }

    package func lock(_ stack: StackReference) throws -> StateLock {
        if let holder = locks[stack] {
            throw ProvisioningError(
                .locked, code: "StackLocked", "\(stack) is locked by \(holder.id) since the test began.")
        }
        nextLock += 1
        let lock = StateLock(stack: stack, id: "lock-\(nextLock)")
        locks[stack] = lock
        checkpoints[stack] = snapshots[stack]
        return lock
    }

    package func save(
        _ snapshot: StackSnapshot, announcing operations: [PendingOperation]?, lock: StateLock
    ) throws {
        try requireLock(lock)
        try requireIntegrity(of: snapshot)
        snapshots[snapshot.stack] = snapshot
        var checkpoint = snapshot
        checkpoint.pendingOperations += operations ?? []
        checkpoints[snapshot.stack] = checkpoint
        saved.append(snapshot)
        written[snapshot.stack] = (snapshot, operations ?? [], [])
        if operations == nil { journals.remove(lock) } else { journals.insert(lock) }
    }

    package func append(_ changes: [StateChange], lock: StateLock) throws {
        try requireLock(lock)
        guard journals.contains(lock), var snapshot = snapshots[lock.stack] else {
            throw ProvisioningError(.operation, code: "NothingSaved", "\(lock.stack) has no state to change")
        }
        for change in changes { snapshot.apply(change) }
        snapshot = snapshot.topologicallySorted()
        try requireIntegrity(of: snapshot)
        snapshots[lock.stack] = snapshot
        written[lock.stack]?.changes.append(changes)
    }

    /// Loses the last appends since the last save, as when the power goes before the system has written them.
    package func losePower(losing count: Int, of stack: StackReference) {
        guard let (saved, announced, changes) = written[stack] else { return }
        snapshots[stack] = saved.after(Array(changes.dropLast(count).joined()), announced: announced, isWhole: false)
    }

    /// Loses the changes since the last save, as when the folder of the journals is lost.
    package func loseJournal(of stack: StackReference) { snapshots[stack] = checkpoints[stack] }

    private func requireIntegrity(of snapshot: StackSnapshot) throws {
        var seen: Set<URN> = []
        var live: Set<URN> = []
        for resource in snapshot.resources {
            if let missing = resource.predecessors.first(where: { !seen.contains($0) }) {
                throw ProvisioningError(
                    .operation, code: "StateIntegrity", "\(resource.urn): \(missing) does not stand before it")
            }
            if !resource.delete, !live.insert(resource.urn).inserted {
                throw ProvisioningError(.operation, code: "StateIntegrity", "\(resource.urn) is there twice")
            }
            seen.insert(resource.urn)
        }
    }

    package func record(_ update: UpdateRecord, lock: StateLock) throws {
        try requireLock(lock)
        records[lock.stack, default: []].append(update)
    }

    package func unlock(_ lock: StateLock) {
        if locks[lock.stack] == lock { locks[lock.stack] = nil }
    }

    /// Takes a lock away from its holder, as `pulumi cancel` does.
    package func breakLock(of stack: StackReference) { locks[stack] = nil }

    private func requireLock(_ lock: StateLock) throws {
        guard locks[lock.stack] == lock else {
            throw ProvisioningError(.locked, code: "LockLost", "The lock \(lock.id) of \(lock.stack) is gone.")
        }
    }
}
