package import ProvisioningDomain

/// Keeps the snapshot of a running operation and writes each change of it before it returns.
///
/// Changes that arrive while a write is under way share the next one (group commit), so a wide run costs few writes.
package actor StackRecorder {
    /// The state as recorded now.
    package private(set) var snapshot: StackSnapshot
    private let backend: any StateBackend
    private let lock: StateLock
    private var version = 0
    private var writtenVersion = 0
    private var isWriting = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    package init(snapshot: StackSnapshot, backend: any StateBackend, lock: StateLock) {
        self.snapshot = snapshot
        self.backend = backend
        self.lock = lock
    }

    /// Records that an operation is about to begin.
    package func begin(_ operation: PendingOperation) async throws {
        snapshot.pendingOperations.append(operation)
        try await write()
    }

    /// Records that an operation ended without a change.
    package func abandon(_ operation: PendingOperation) async throws {
        removePending(operation)
        try await write()
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
        if let operation { removePending(operation) }
        if let doubt { snapshot.pendingOperations.append(doubt) }
        let index = snapshot.resources.firstIndex { $0.urn == state.urn && !$0.delete }
        switch (index, keepsOld) {
        case (let index?, false):
            snapshot.resources[index] = state
        case (let index?, true):
            snapshot.resources[index].delete = true
            snapshot.resources.append(state)
        case (nil, _):
            snapshot.resources.append(state)
        }
        try await write()
    }

    /// Records that a resource is gone.
    package func remove(_ operation: PendingOperation?, _ state: ResourceState) async throws {
        if let operation { removePending(operation) }
        snapshot.resources.removeAll {
            $0.urn == state.urn && $0.id == state.id && $0.delete == state.delete
        }
        try await write()
    }

    /// Records that a resource was deleted to make room for its replacement: its entry stays, because others name it.
    package func markPendingReplacement(_ operation: PendingOperation?, _ state: ResourceState) async throws {
        if let operation { removePending(operation) }
        let index = snapshot.resources.firstIndex { $0.urn == state.urn && $0.id == state.id && !$0.delete }
        if let index { snapshot.resources[index].pendingReplacement = true }
        try await write()
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

    /// Changes the snapshot in any way and records it.
    package func edit(_ change: @Sendable (inout StackSnapshot) -> Void) async throws {
        change(&snapshot)
        try await write()
    }

    private func removePending(_ operation: PendingOperation) {
        if let index = snapshot.pendingOperations.firstIndex(of: operation) {
            snapshot.pendingOperations.remove(at: index)
        }
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
            try await backend.save(snapshot.topologicallySorted(), lock: lock)
            writtenVersion = writing
        }
    }
}
