internal import OrderedJSON
public import ProvisioningDomain

/// What happened since a checkpoint was written, as it is read back.
///
/// The first record names the checkpoint by its SHA-256 and says how many of its last pending operations are only announced; each
/// other record is an array of changes that were made together. Pulumi knows nothing of it: it sees every announced operation as pending.
///
/// Records are written at once and never forced to the disk: the checkpoint, which is, names everything that may begin. While the
/// system runs on, as after `kill -9`, each acknowledged record is there. The first record names the boot of the system, so after a
/// power cut, or on another machine, it is known that records may be missing: then an announced operation without a begin counts as
/// pending, and the cloud is asked what became of it.
struct StateJournal: Sendable {
    /// How many of the checkpoint's pending operations, from the end, had not begun when it was written.
    var announced: Int
    /// Whether every record that was acknowledged is there.
    var isWhole: Bool
    /// The changes.
    var changes: [JSONValue]

    /// Whether there is a secret in a change.
    var holdsSecret: Bool { changes.contains { PropertyCodec.holdsSecret($0) } }

    /// Reads the records of a journal; nil when they are of another checkpoint, or none.
    ///
    /// What follows a record that is no JSON was not flushed when the power went, and is left out.
    ///
    /// - Parameter boot: the present boot of this system; nil when it is not known.
    init?(_ records: [[UInt8]], checkpoint digest: String, boot: String?) {
        var values: [JSONValue] = []
        for record in records {
            guard let value = try? JSONValue(parsing: record) else { break }
            values.append(value)
        }
        guard let head = values.first, head["checkpoint"]?.string == digest, let announced = head["announced"]?.int
        else { return nil }
        self.announced = announced
        isWhole = head["boot"] == nil || boot?.isEmpty == false && head["boot"]?.string == boot
        changes = values.dropFirst().flatMap { $0.array ?? [$0] }
    }

    /// The first record.
    ///
    /// - Parameter boot: the present boot of this system, empty when it is not known; nil when each record survives a power cut.
    static func head(checkpoint digest: String, announced: Int, boot: String?) -> [UInt8] {
        var head = JSONObject([("checkpoint", .string(digest)), ("announced", .number(announced))])
        if let boot { head["boot"] = .string(boot) }
        return JSONValue.object(head).serialized()
    }

    /// The snapshot after all changes.
    func applied(to checkpoint: StackSnapshot, _ codec: StateChangeCodec) throws -> StackSnapshot {
        var snapshot = checkpoint
        let count = min(max(announced, 0), snapshot.pendingOperations.count)
        let foreseen = Array(snapshot.pendingOperations.suffix(count))
        snapshot.pendingOperations.removeLast(count)
        return snapshot.after(try changes.map { try codec.decode($0) }, announced: foreseen, isWhole: isWhole)
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
    /// They are one line, so that a power cut takes all of them or none, and with the system when this returns: they survive our
    /// death. After a power cut the cloud is asked what became of all that the checkpoint announced (`StateJournal`), so nothing waits
    /// for the disk here.
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
        try await log.append([JSONValue.array(try changes.map { try codec.encode($0) }).serialized()], to: journal.log)
    }

    /// The journal that extends a checkpoint; nil when there is none.
    func journal(of stack: StackReference, checkpoint digest: String) async throws -> StateJournal? {
        StateJournal(
            try await log.records(of: DIYLayout.journal(stack, checkpoint: digest)), checkpoint: digest, boot: boot)
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
