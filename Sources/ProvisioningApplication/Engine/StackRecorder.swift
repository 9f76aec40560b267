package import ProvisioningDomain

/// Keeps the snapshot of a running operation and records each change of it before it returns.
///
/// Once a run is prepared, changes go to the journal of its first checkpoint, and a new checkpoint is written when the last is two
/// seconds old or an operation begins that was not announced. Changes that arrive while a write is under way share the next one
/// (group commit), so a wide run costs few writes.
package actor StackRecorder {
    /// The state as recorded now.
    package private(set) var snapshot: StackSnapshot
    private let backend: any StateBackend
    private let lock: StateLock
    private var version = 0
    private var writtenVersion = 0
    private var isWriting = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// The clock of a prepared run.
    private var clock: (any WallClock)?
    /// What may still begin.
    private var announced: [PendingOperation] = []
    /// The changes since the last write.
    private var unwritten: [StateChange] = []
    /// Whether the next write must be a checkpoint.
    private var needsCheckpoint = true
    private var checkpointTime = Timestamp(nanoseconds: 0)

    /// How old the checkpoint may be when a change comes, in nanoseconds: other programs see what it says.
    private static let checkpointAge: Int64 = 2_000_000_000

    package init(snapshot: StackSnapshot, backend: any StateBackend, lock: StateLock) {
        self.snapshot = snapshot
        self.backend = backend
        self.lock = lock
    }

    /// Writes the checkpoint that names everything which may begin; changes go to its journal from now on.
    package func prepare(_ operations: [PendingOperation], clock: any WallClock) async throws {
        if operations.isEmpty { return }
        announced = operations
        self.clock = clock
        needsCheckpoint = true
        try await write()
    }

    /// Writes the last checkpoint of a run, after a last change.
    package func complete(_ change: @Sendable (inout StackSnapshot) -> Void = { _ in }) async throws {
        announced = []
        clock = nil
        try await edit(change)
    }

    /// Records that an operation is about to begin.
    package func begin(_ operation: PendingOperation) async throws {
        let name = operation.name
        if let index = announced.firstIndex(where: { $0.name == name }) {
            announced.remove(at: index)
        } else {
            needsCheckpoint = true
        }
        try await record([.begun(operation)])
    }

    /// Records that an operation ended without a change.
    package func abandon(_ operation: PendingOperation) async throws {
        try await record([.ended(operation.key)])
    }

    /// Records what a create, an update or a replacement left behind.
    ///
    /// - Parameters:
    ///   - keepsOld: whether the state that the new one takes the place of stays in the snapshot, marked for deletion.
    ///   - doubt: an operation that is pending from now on, because not everything that it did is known.
    package func finish(
        _ operation: PendingOperation?, with state: ResourceState, keepsOld: Bool = false,
        leaving doubt: PendingOperation? = nil
    ) async throws {
        let ended = operation.map { StateChange.ended($0.key) }
        let begun = doubt.map { StateChange.begun($0) }
        try await record([ended, begun, .put(state, keepsOld: keepsOld)].compactMap { $0 })
    }

    /// Records that a resource is gone.
    package func remove(_ operation: PendingOperation?, _ state: ResourceState) async throws {
        try await end(operation, .removed(state.key))
    }

    /// Records that a resource was deleted to make room for its replacement: its entry stays, because others name it.
    package func markPendingReplacement(_ operation: PendingOperation?, _ state: ResourceState) async throws {
        try await end(operation, .vacated(ResourceState.Key(urn: state.urn, id: state.id, delete: false)))
    }

    /// Records that a resource turned out to be gone; its entry stays as long as others name it.
    package func forget(_ operation: PendingOperation, _ state: ResourceState) async throws {
        let isNeeded = snapshot.resources.contains { $0.urn != state.urn && $0.predecessors.contains(state.urn) }
        if isNeeded, !state.delete {
            try await markPendingReplacement(operation, state)
        } else {
            try await remove(operation, state)
        }
    }

    /// Changes the snapshot in any way and writes it.
    package func edit(_ change: @Sendable (inout StackSnapshot) -> Void) async throws {
        change(&snapshot)
        needsCheckpoint = true
        try await write()
    }

    private func end(_ operation: PendingOperation?, _ change: StateChange) async throws {
        try await record((operation.map { [.ended($0.key)] } ?? []) + [change])
    }

    private func record(_ changes: [StateChange]) async throws {
        changes.forEach { snapshot.apply($0) }
        unwritten += changes
        try await write()
    }

    /// Returns when the snapshot as it is now, or a later one, has been written.
    private func write() async throws {
        version += 1
        let target = version
        while writtenVersion < target {
            if isWriting {
                await withCheckedContinuation { waiters.append($0) }
                continue
            }
            isWriting = true
            let writing = version
            defer {
                isWriting = false
                let resumed = waiters
                waiters = []
                resumed.forEach { $0.resume() }
            }
            try await writeOnce()
            writtenVersion = writing
        }
    }

    private func writeOnce() async throws {
        let changes = unwritten
        let isAddition = !needsCheckpoint && isCheckpointFresh
        unwritten = []
        needsCheckpoint = false
        do {
            if isAddition {
                try await backend.append(changes, lock: lock)
            } else {
                checkpointTime = clock?.now() ?? checkpointTime
                try await backend.save(
                    snapshot.topologicallySorted(), announcing: clock == nil ? nil : announced, lock: lock)
            }
        } catch {
            // Whether these changes were added is not known: only the whole state can be written now.
            needsCheckpoint = true
            throw error
        }
    }

    private var isCheckpointFresh: Bool {
        guard let clock else { return false }
        return clock.now().nanoseconds - checkpointTime.nanoseconds < Self.checkpointAge
    }
}
