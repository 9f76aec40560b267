public import ProvisioningDomain

extension DIYStateBackend {
    /// Takes the lock of a stack by Pulumi's protocol (pkg/backend/diy/lock.go): look, write, look again.
    ///
    /// Of two at once both may fail; never both win. An empty lock file is what a power cut left of one: files get their names when
    /// they are whole.
    ///
    /// - Throws: `ProvisioningError` of category `locked` that names the holder and the time.
    public func lock(_ stack: StackReference) async throws -> StateLock {
        _ = try await envelope(of: stack)
        for other in try await locks(of: stack) {
            guard other.isTorn || isStaleOwn(other) else { throw Self.locked(stack, by: other) }
            try await store.delete(other.key)
        }
        let lock = StateLock(stack: stack, id: identifiers.uuid())
        let key = DIYLayout.lock(lock)
        // After a power cut nobody holds it any more, so it need not survive one.
        try await store.putTransient(key, owner.fileBytes(at: clock.now()))
        do {
            if let other = try await locks(of: stack).first(where: { $0.key != key }) {
                throw Self.locked(stack, by: other)
            }
            try await consolidate(lock)
        } catch {
            try await store.delete(key)
            throw error
        }
        return lock
    }

    /// Gives the lock back; one that is gone already is no failure.
    ///
    /// - Throws: `ProvisioningError` when the store fails.
    public func unlock(_ lock: StateLock) async throws {
        journals[lock.id] = nil
        try await store.delete(DIYLayout.lock(lock))
    }

    /// The locks that stand on a stack.
    ///
    /// - Throws: `ProvisioningError` when the store fails.
    package func locks(of stack: StackReference) async throws -> [LockRecord] {
        var records: [LockRecord] = []
        for key in try await store.list(DIYLayout.locks(stack)) {
            // One that was given back between the two requests is none.
            if let bytes = try await store.get(key) { records.append(LockRecord(key: key, bytes: bytes)) }
        }
        return records
    }

    /// Removes all locks of a stack whoever holds them, as `pulumi cancel` does.
    ///
    /// - Returns: the removed locks.
    /// - Throws: `ProvisioningError` when the store fails.
    package func breakLocks(of stack: StackReference) async throws -> [LockRecord] {
        let records = try await locks(of: stack)
        for record in records { try await store.delete(record.key) }
        return records
    }

    /// Throws unless our lock still stands.
    func requireLock(_ lock: StateLock) async throws {
        if try await store.get(DIYLayout.lock(lock)) != nil { return }
        throw ProvisioningError(
            .locked, code: "LockLost",
            "The lock of \(lock.stack) was removed while we worked, as `pulumi cancel` does; nothing more was written.",
            hint:
                "Make sure that nobody else works on the stack and run the command again: it goes on from what exists.")
    }

    /// Whether a lock is of a process of this computer that no longer runs.
    private func isStaleOwn(_ record: LockRecord) -> Bool {
        guard let holder = record.owner else { return false }
        return holder.hostname == owner.hostname && !isProcessAlive(holder.pid)
    }

    private static func locked(_ stack: StackReference, by record: LockRecord) -> ProvisioningError {
        ProvisioningError(
            .locked, code: "StackLocked", "\(stack) is locked by \(record).",
            hint:
                "Wait until it is done. If that process no longer runs, `semantest-provision state unlock` (or `pulumi cancel`) "
                + "removes the lock.")
    }
}
