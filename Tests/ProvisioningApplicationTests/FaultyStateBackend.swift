import ProvisioningDomain
import ProvisioningTestSupport

/// A state backend in memory that can die, before or after a given write, and that can be slow.
final class FaultyStateBackend: StateBackend, Sendable {
    private struct Control {
        var isDead = false
        var saves = 0
        var killAt: (save: Int, isWritten: Bool)?
        var failing: Set<Int> = []
    }

    let inner: InMemoryStateBackend
    private let control = LockedBox(Control())
    private let pause: @Sendable () async -> Void

    init(_ inner: InMemoryStateBackend = InMemoryStateBackend(), pause: @escaping @Sendable () async -> Void = {}) {
        self.inner = inner
        self.pause = pause
    }

    var saves: Int { control.withLock { $0.saves } }

    /// From now on nothing is recorded.
    func kill() { control.withLock { $0.isDead = true } }

    /// Dies at the save of this number, counted from now, before or after it is written.
    func kill(atSave number: Int, isWritten: Bool) {
        control.withLock { $0.killAt = ($0.saves + number, isWritten) }
    }

    /// Lets the save of this number, counted from now, fail.
    func fail(atSave number: Int) { control.withLock { _ = $0.failing.insert($0.saves + number) } }

    /// A new process: the lock of the dead one is broken.
    func revive(_ stack: StackReference) async {
        control.withLock { control in
            control.isDead = false
            control.killAt = nil
        }
        await inner.breakLock(of: stack)
    }

    func load(_ stack: StackReference) async throws -> StackSnapshot? {
        try requireLife()
        return await inner.load(stack)
    }

    func lock(_ stack: StackReference) async throws -> StateLock {
        try requireLife()
        return try await inner.lock(stack)
    }

    func save(
        _ snapshot: StackSnapshot, announcing operations: [PendingOperation]?, lock: StateLock
    ) async throws {
        try await write { try await inner.save(snapshot, announcing: operations, lock: lock) }
    }

    func append(_ changes: [StateChange], lock: StateLock) async throws {
        try await write { try await inner.append(changes, lock: lock) }
    }

    private func write(_ perform: () async throws -> Void) async throws {
        await pause()
        let (write, answer) = control.withLock { control in
            defer { control.saves += 1 }
            let dies = control.killAt?.save == control.saves
            let isWritten = !control.isDead && (!dies || control.killAt?.isWritten == true)
            if dies { control.isDead = true }
            if control.failing.contains(control.saves) { return (false, false) }
            return (isWritten, !control.isDead)
        }
        if write { try await perform() }
        if !answer { throw ProvisioningError(.operation, code: "Dead", "the state cannot be written") }
    }

    func record(_ update: UpdateRecord, lock: StateLock) async throws {
        try requireLife()
        try await inner.record(update, lock: lock)
    }

    func unlock(_ lock: StateLock) async throws {
        try requireLife()
        await inner.unlock(lock)
    }

    private func requireLife() throws {
        if control.withLock({ $0.isDead }) {
            throw ProvisioningError(.operation, code: "Dead", "the state cannot be reached")
        }
    }
}
