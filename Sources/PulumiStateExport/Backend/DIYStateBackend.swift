internal import OpenSSLCrypto
internal import OrderedJSON
public import ProvisioningDomain

/// Keeps stacks as Pulumi's DIY backends do (pkg/backend/diy), so that Pulumi can go on where we stop and the other way round.
///
/// What a snapshot did not change keeps its JSON. Nothing is written that Pulumi would refuse to load.
public actor DIYStateBackend: StateBackend {
    let store: any ObjectStore
    /// The secrets of the stacks, also those of the user.
    package nonisolated let secrets: StackSecrets
    let clock: any WallClock
    let identifiers: any IdentifierGenerator
    let owner: LockOwner
    let isProcessAlive: @Sendable (Int) -> Bool
    let toolVersion: String
    let log: any AppendLog
    /// The present boot of the system, for journals whose records wait with the system; nil when they are on the disk at once.
    private(set) lazy var boot: String? = hasOwnLog ? givenBoot ?? SystemBoot.identifier : nil
    private let hasOwnLog: Bool
    private let givenBoot: String?
    /// The journals that this process writes, by the id of its lock.
    var journals: [String: OpenJournal] = [:]
    /// The locks under which the checkpoint was backed up: `.bak` is the state before the run.
    private var backups: Set<String> = []

    /// Makes a backend.
    ///
    /// - Parameters:
    ///   - store: the bucket or directory; everything is below `.pulumi/` there.
    ///   - owner: who we are in lock files.
    ///   - isProcessAlive: whether a process of this computer still runs; decides whether a lock of ours is stale.
    ///   - toolVersion: our version, for manifests.
    ///   - log: where journals go, below the same root; objects of the store when left out.
    ///   - boot: what tells the runs of this system apart, for a log whose records a power cut can take away.
    package init(
        store: any ObjectStore, secrets: StackSecrets, clock: any WallClock, identifiers: any IdentifierGenerator,
        owner: LockOwner, isProcessAlive: @escaping @Sendable (Int) -> Bool = LockOwner.isProcessAlive,
        toolVersion: String, log: (any AppendLog)? = nil, boot: String? = nil
    ) {
        self.store = store
        self.log = log ?? ObjectStoreAppendLog(store: store)
        hasOwnLog = log != nil
        givenBoot = boot
        self.secrets = secrets
        self.clock = clock
        self.identifiers = identifiers
        self.owner = owner
        self.isProcessAlive = isProcessAlive
        self.toolVersion = toolVersion
    }

    /// Makes a backend of files.
    ///
    /// - Parameters:
    ///   - root: the directory that holds `.pulumi/`.
    ///   - configurationRoot: the directory that holds `pulumi/<project>/Pulumi.<stack>.yaml`.
    ///   - environment: gives `PULUMI_CONFIG_PASSPHRASE`, `PULUMI_CONFIG_PASSPHRASE_FILE` and `USER`.
    ///   - toolVersion: the version of the program, for manifests.
    public init(
        root: String, configurationRoot: String, environment: [String: String], clock: any WallClock,
        identifiers: any IdentifierGenerator, toolVersion: String
    ) {
        let configurations = StackConfigStore(FileObjectStore(root: configurationRoot, identifiers: identifiers))
        self.init(
            store: FileObjectStore(root: root, identifiers: identifiers),
            secrets: StackSecrets(
                source: PassphraseSource(environment: environment), configurations: configurations,
                identifiers: identifiers),
            clock: clock, identifiers: identifiers, owner: .current(environment: environment), toolVersion: toolVersion)
    }

    // MARK: Reading

    /// Reads a stack without a lock.
    ///
    /// Secrets stay sealed when no passphrase is set.
    ///
    /// - Returns: nil when the stack does not exist.
    /// - Throws: `ProvisioningError` when the state can't be read, is too new, breaks an integrity rule, or when the passphrase that is
    ///   set does not open its secrets.
    public func load(_ stack: StackReference) async throws -> StackSnapshot? {
        guard let (envelope, digest) = try await checkpoint(of: stack) else { return nil }
        try Self.requireIntegrity(of: envelope.deployment, stack: stack, action: "read")
        var access = try await access(to: envelope)
        guard let journal = try await journal(of: stack, checkpoint: digest) else {
            return try SnapshotCodec(access).decode(envelope.deployment, stack: stack)
        }
        if journal.holdsSecret, case .locked = access {
            access = try await secrets.access(
                try await secrets.provider(for: stack, envelope.deployment?["secrets_providers"]))
        }
        return try journal.applied(
            to: try SnapshotCodec(access).decode(envelope.deployment, stack: stack), StateChangeCodec(access))
    }

    /// The stack's file; nil when the stack does not exist.
    func envelope(of stack: StackReference) async throws -> StateEnvelope? {
        try await checkpoint(of: stack)?.envelope
    }

    /// The stack's file with the SHA-256 of its bytes; nil when the stack does not exist.
    func checkpoint(of stack: StackReference) async throws -> (envelope: StateEnvelope, digest: String)? {
        guard let bytes = try await currentBytes(of: stack) else { return nil }
        do {
            return (try StateEnvelope(parsing: bytes), try SHA256.hex(bytes))
        } catch let error as ProvisioningError {
            throw ProvisioningError(
                error.category, code: error.code, "\(DIYLayout.checkpoint(stack)): \(error.message)", hint: error.hint)
        }
    }

    /// Access to the secrets of a file; without secrets no passphrase is needed and no key derived.
    func access(to envelope: StateEnvelope) async throws -> SecretsAccess {
        let deployment = envelope.deployment.map { JSONValue.object($0) } ?? .null
        guard PropertyCodec.holdsSecret(deployment) else { return .locked(PassphraseSource.missing) }
        return try await secrets.access(deployment["secrets_providers"])
    }

    private func currentBytes(of stack: StackReference) async throws -> [UInt8]? {
        try await checkLayout()
        let key = DIYLayout.checkpoint(stack)
        let found = Set(try await store.list(key))
        for suffix in DIYLayout.suffixes.dropFirst() where found.contains(DIYLayout.checkpoint(stack, suffix: suffix)) {
            throw Self.compressed(DIYLayout.checkpoint(stack, suffix: suffix))
        }
        guard found.contains(key), let bytes = try await store.get(key) else { return nil }
        if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            throw Self.compressed(key)
        }
        return bytes
    }

    private static func compressed(_ key: String) -> ProvisioningError {
        ProvisioningError(
            .operation, code: "CompressedState", "\(key) is compressed, which this program does not read.",
            hint: "Without PULUMI_DIY_BACKEND_GZIP and PULUMI_DIY_BACKEND_ZSTD in the environment, run "
                + "`pulumi stack export | pulumi stack import`.")
    }

    /// Refuses layouts other than version 1 (projects as directories).
    private func checkLayout() async throws {
        guard let bytes = try await store.get(DIYLayout.meta) else {
            let old = try await store.list(DIYLayout.stacksPrefix).filter {
                !$0.dropFirst(DIYLayout.stacksPrefix.count).contains("/") && $0.hasSuffix(".json")
            }
            guard let first = old.first else { return }
            throw ProvisioningError(
                .operation, code: "LegacyBackend", "\(first) is in the old layout of Pulumi's backends.",
                hint: "Run `pulumi state upgrade` once.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let version = text.split(separator: "\n").first { $0.hasPrefix("version:") }?.dropFirst("version:".count)
            .filter { $0 != " " && $0 != "\r" }
        guard version == "1" else {
            throw ProvisioningError(
                .operation, code: "UnsupportedBackend",
                "\(DIYLayout.meta) says version \"\(version ?? "")\"; this program knows version 1.",
                hint: "Use a newer semantest-provision, or run `pulumi state upgrade` for version 0.")
        }
    }

    // MARK: Writing

    /// Writes a snapshot, whole or not at all, after checking its integrity and that the lock still stands; the first write under a
    /// lock copies the file that was there to `.bak`.
    ///
    /// - Parameter operations: what may begin before the next save, as `append` then records; nil when nothing will.
    /// - Throws: `ProvisioningError` when the lock is gone, the snapshot breaks an integrity rule, a secret can't be encrypted or the
    ///   store fails.
    public func save(
        _ snapshot: StackSnapshot, announcing operations: [PendingOperation]?, lock: StateLock
    ) async throws {
        try await requireLock(lock)
        let stack = snapshot.stack
        let previous = try await envelope(of: stack)
        let current = previous?.deployment?["secrets_providers"]
        var access = SecretsAccess.locked(PassphraseSource.missing)
        if let previous { access = try await self.access(to: previous) }
        var provider = try await secrets.provider(for: stack, current)
        var whole = snapshot
        whole.pendingOperations += operations ?? []
        if whole.needsEncryption, case .locked = access {
            let made = try await secrets.manager(for: stack, provider: current)
            access = .open(made.manager)
            provider = made.provider
        }
        let deployment = try SnapshotCodec(access).encode(
            whole, over: previous?.deployment, manifest: try manifest(over: previous), secretsProvider: provider)
        let digest = try await write(
            deployment, features: previous, stack: stack, lock: lock, announced: operations?.count)
        journals[lock.id] =
            operations == nil
            ? nil : OpenJournal(log: DIYLayout.journal(stack, checkpoint: digest), access: access)
    }

    func manifest(over previous: StateEnvelope?) throws -> JSONValue {
        try Manifest.make(version: toolVersion, at: clock.now(), previous: previous?.deployment?["manifest"])
    }

    /// Checks a deployment and writes it, with a new journal when operations are announced; the journal before goes.
    ///
    /// - Returns: the SHA-256 of the file.
    @discardableResult
    func write(
        _ deployment: JSONObject, features previous: StateEnvelope?, stack: StackReference, lock: StateLock,
        announced: Int? = nil
    ) async throws -> String {
        try Self.requireIntegrity(of: deployment, stack: stack, action: "write")
        let envelope = StateEnvelope(
            features: previous?.features ?? [], stackName: "\(stack)", deployment: deployment,
            escapesHTML: previous?.escapesHTML ?? true)
        let bytes = envelope.checkpointBytes()
        let digest = try SHA256.hex(bytes)
        let journal = DIYLayout.journal(stack, checkpoint: digest)
        let replaced = journals[lock.id]?.log
        if replaced == journal { try await log.remove(journal) }
        if let announced {
            let head = StateJournal.head(checkpoint: digest, announced: announced, boot: boot)
            try await log.append([head], to: journal)
        }
        let key = DIYLayout.checkpoint(stack)
        if !backups.contains(lock.id), try await store.copy(key, to: key + ".bak") { backups.insert(lock.id) }
        try await requireLock(lock)
        var objects = [StoredObject(key: key, bytes: bytes)]
        if try await store.get(DIYLayout.meta) == nil {
            // Without the file of layout a stack would be taken for one of version 0.
            objects.insert(StoredObject(key: DIYLayout.meta, bytes: Array("version: 1\n".utf8)), at: 0)
        }
        try await store.putAll(objects)
        if let replaced, replaced != journal { try await log.remove(replaced) }
        return digest
    }

    static func requireIntegrity(of deployment: JSONObject?, stack: StackReference, action: String) throws {
        let violations = IntegrityCheck.violations(in: deployment)
        guard let first = violations.first else { return }
        let more = violations.count > 1 ? " (and \(violations.count - 1) more)" : ""
        throw ProvisioningError(
            .operation, code: "StateIntegrity",
            "The state of \(stack) cannot be \(action == "read" ? "read" : "written"): \(first)\(more).",
            hint:
                "`semantest-provision state verify` lists all broken rules; the .bak file beside the checkpoint is the state before."
        )
    }

    /// Adds a run to the stack's history, with a copy of the state as it is now.
    ///
    /// - Throws: `ProvisioningError` when the lock is gone or the store fails.
    public func record(_ update: UpdateRecord, lock: StateLock) async throws {
        try await requireLock(lock)
        let prefix = DIYLayout.history(lock.stack, at: clock.now())
        let configuration = try await secrets.historyConfiguration(of: lock.stack)
        try await store.put(
            prefix + ".history.json", update.json(configuration: configuration).serialized() + [0x0A], if: .always)
        try await store.copy(DIYLayout.checkpoint(lock.stack), to: prefix + ".checkpoint.json")
    }
}

extension StackSnapshot {
    /// Whether some value is a secret in plain text, which only a secrets manager can write.
    var needsEncryption: Bool {
        (resources + pendingOperations.map(\.resource)).contains(where: \.needsEncryption)
    }
}

extension ResourceState {
    /// Whether some value is a secret in plain text.
    var needsEncryption: Bool {
        inputs.values.contains(where: \.holdsOpenSecret) || outputs.values.contains(where: \.holdsOpenSecret)
    }
}

extension PropertyValue {
    /// Whether there is a secret of which the plain text is known.
    fileprivate var holdsOpenSecret: Bool {
        switch self {
        case .secret: true
        case .array(let values), .concatenation(let values): values.contains(where: \.holdsOpenSecret)
        case .object(let map): map.values.contains(where: \.holdsOpenSecret)
        case .null, .bool, .number, .string, .sealed, .archive, .unknown, .output: false
        }
    }
}
