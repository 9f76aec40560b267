internal import OrderedJSON
public import ProvisioningDomain

/// What happened since a checkpoint was written, as it is read back.
///
/// The first record names the checkpoint by its SHA-256 and says how many of its last pending operations are only announced; each
/// other record is one change. Pulumi knows nothing of it: it sees every announced operation as pending.
struct StateJournal: Sendable {
    /// How many of the checkpoint's pending operations, from the end, had not begun when it was written.
    var announced: Int
    /// The changes.
    var changes: [JSONValue]

    /// Whether there is a secret in a change.
    var holdsSecret: Bool { changes.contains { PropertyCodec.holdsSecret($0) } }

    /// Reads the records of a journal; nil when they are of another checkpoint, or none.
    ///
    /// What follows a record that is no JSON was not flushed when the power went, and is left out.
    init?(_ records: [[UInt8]], checkpoint digest: String) {
        var values: [JSONValue] = []
        for record in records {
            guard let value = try? JSONValue(parsing: record) else { break }
            values.append(value)
        }
        guard let head = values.first, head["checkpoint"]?.string == digest, let announced = head["announced"]?.int
        else { return nil }
        self.announced = announced
        changes = Array(values.dropFirst())
    }

    /// The first record.
    static func head(checkpoint digest: String, announced: Int) -> [UInt8] {
        let head: JSONValue = ["checkpoint": .string(digest), "announced": .number(announced)]
        return head.serialized()
    }

    /// The snapshot after all changes.
    func applied(to checkpoint: StackSnapshot, _ codec: StateChangeCodec) throws -> StackSnapshot {
        var snapshot = checkpoint
        snapshot.pendingOperations.removeLast(min(max(announced, 0), snapshot.pendingOperations.count))
        for change in changes { snapshot.apply(try codec.decode(change)) }
        return snapshot.topologicallySorted()
    }
}

extension DIYStateBackend {
    /// A journal that this process writes.
    struct OpenJournal {
        var log: String
        var access: SecretsAccess
    }

    /// Adds changes to the journal of the checkpoint that `save` wrote with announced operations.
    ///
    /// A begin is on the disk when this returns. The other records are with the system: they survive our death, and after a power cut
    /// the cloud is asked instead.
    ///
    /// - Throws: `ProvisioningError` when the lock is gone, a secret can't be encrypted or the log can't be written.
    public func append(_ changes: [StateChange], lock: StateLock) async throws {
        try await requireLock(lock)
        guard var journal = journals[lock.id] else {
            throw ProvisioningError(
                .operation, code: "NoJournal", "No operations were announced on \(lock.stack), so none can be recorded."
            )
        }
        if case .locked = journal.access, changes.contains(where: \.needsEncryption) {
            let provider = try await envelope(of: lock.stack)?.deployment?["secrets_providers"]
            journal.access = .open(try await secrets.manager(for: lock.stack, provider: provider).manager)
            journals[lock.id] = journal
        }
        let codec = StateChangeCodec(journal.access)
        try await log.append(try changes.map { try codec.encode($0).serialized() }, to: journal.log)
        if changes.contains(where: \.isBegin) { try await log.flush(journal.log) }
    }

    /// The journal that extends a checkpoint; nil when there is none.
    func journal(of stack: StackReference, checkpoint digest: String) async throws -> StateJournal? {
        StateJournal(try await log.records(of: DIYLayout.journal(stack, checkpoint: digest)), checkpoint: digest)
    }

    /// Writes what a killed run left in the journal into the checkpoint, and removes journals of other checkpoints.
    func consolidate(_ lock: StateLock) async throws {
        let stack = lock.stack
        let found = try await store.list(DIYLayout.journals(stack))
        if found.isEmpty { return }
        if let (_, digest) = try await checkpoint(of: stack),
            try await journal(of: stack, checkpoint: digest) != nil, let snapshot = try await load(stack)
        {
            try await save(snapshot, announcing: nil, lock: lock)
        }
        for log in Set(found.compactMap { DIYLayout.log(ofJournal: $0, stack) }) { try await self.log.remove(log) }
    }
}

extension StateChange {
    /// Whether some value is a secret in plain text, which only a secrets manager can write.
    var needsEncryption: Bool {
        switch self {
        case .begun(let operation): operation.resource.needsEncryption
        case .put(let state, _): state.needsEncryption
        case .ended, .removed, .vacated: false
        }
    }
}
