package import OrderedJSON
package import ProvisioningDomain

extension DIYStateBackend {
    /// What `state verify` found.
    package struct Report: Sendable, Equatable {
        /// The stack.
        package var stack: StackReference
        /// Who wrote the state, as its manifest says.
        package var producer: String
        /// When, as its manifest says.
        package var time: String
        /// How many resources there are, the stack and providers included.
        package var resourceCount: Int
        /// How many operations had begun and not ended.
        package var pendingOperationCount: Int
        /// The type of the secrets provider; nil without one.
        package var secretsProvider: String?
        /// All broken rules.
        package var violations: [IntegrityCheck.Violation]
        /// The locks that stand.
        package var locks: [LockRecord]
    }

    /// Reads a stack and checks it.
    ///
    /// - Returns: nil when the stack does not exist.
    /// - Throws: `ProvisioningError` when the state can't be read at all.
    package func verify(_ stack: StackReference) async throws -> Report? {
        guard let envelope = try await envelope(of: stack) else { return nil }
        let deployment = envelope.deployment
        let violations = IntegrityCheck.violations(in: deployment)
        if violations.isEmpty {
            _ = try SnapshotCodec(try await access(to: envelope)).decode(deployment, stack: stack)
        }
        return Report(
            stack: stack, producer: deployment?["manifest"]?["version"]?.string ?? "",
            time: deployment?["manifest"]?["time"]?.string ?? "",
            resourceCount: deployment?["resources"]?.array?.count ?? 0,
            pendingOperationCount: deployment?["pending_operations"]?.array?.count ?? 0,
            secretsProvider: deployment?["secrets_providers"]?["type"]?.string, violations: violations,
            locks: try await locks(of: stack))
    }

    /// The `secrets_providers` of a stack's checkpoint; nil when it has none.
    ///
    /// - Throws: `ProvisioningError` when the state can't be read at all.
    package func currentSecretsProvider(of stack: StackReference) async throws -> JSONValue? {
        try await envelope(of: stack)?.deployment?["secrets_providers"]
    }

    /// The stack as `pulumi stack export` prints it; secrets stay ciphertext.
    ///
    /// - Returns: nil when the stack does not exist.
    /// - Throws: `ProvisioningError` when the state can't be read or breaks an integrity rule.
    package func exportDeployment(_ stack: StackReference) async throws -> [UInt8]? {
        guard let envelope = try await envelope(of: stack) else { return nil }
        try Self.requireIntegrity(of: envelope.deployment, stack: stack, action: "read")
        return envelope.exportBytes()
    }

    /// Puts an export in place of the stack's state, as `pulumi stack import` does: pending operations are dropped, plain secrets are
    /// encrypted.
    ///
    /// - Throws: `ProvisioningError` when the export can't be read, is of another stack, or breaks an integrity rule.
    package func importDeployment(_ bytes: [UInt8], lock: StateLock) async throws {
        try await requireLock(lock)
        let stack = lock.stack
        let envelope = try StateEnvelope(parsing: bytes)
        guard var deployment = envelope.deployment else {
            throw ProvisioningError.malformedState("the export holds no deployment")
        }
        try Self.requireNames(of: deployment, stack: stack)
        deployment["pending_operations"] = nil
        try Self.requireIntegrity(of: deployment, stack: stack, action: "write")
        let given = deployment["secrets_providers"]
        var provider = try await secrets.provider(for: stack, given)
        var access = try await access(to: envelope)
        if PropertyCodec.holdsPlaintext(.object(deployment)) {
            let made = try await secrets.manager(for: stack, provider: given)
            (access, provider) = (.open(made.manager), made.provider)
        }
        let codec = SnapshotCodec(access)
        let written = try codec.encode(
            try codec.decode(deployment, stack: stack), over: deployment, manifest: try manifest(over: envelope),
            secretsProvider: provider)
        try await write(written, features: envelope, stack: stack, lock: lock)
    }

    private static func requireNames(of deployment: JSONObject, stack: StackReference) throws {
        for resource in deployment["resources"]?.array ?? [] {
            guard let urn = resource["urn"]?.string.flatMap({ URN($0) }) else { continue }
            guard urn.stack == stack.stack, urn.project == stack.project else {
                throw ProvisioningError(
                    .configuration, code: "OtherStack",
                    "The export holds \(urn), which does not belong to \(stack).",
                    hint:
                        "Import it into stack \(urn.stack) of project \(urn.project), or rename it with `pulumi stack rename` first."
                )
            }
        }
    }

    /// The stacks of the backend, sorted.
    ///
    /// - Throws: `ProvisioningError` when the store fails.
    package func stacks() async throws -> [StackReference] {
        let found = Set(try await store.list(DIYLayout.stacksPrefix).compactMap { DIYLayout.stack(ofCheckpoint: $0) })
        return found.sorted { "\($0)" < "\($1)" }
    }

    /// The secrets manager of a stack, also for records and plans at rest; its salt is made when there is none.
    ///
    /// - Throws: `ProvisioningError` when the passphrase is missing or wrong.
    package func secretsManager(of stack: StackReference) async throws -> any SecretsManager {
        try await secrets.manager(for: stack, provider: try await secretsProvider(of: stack)).manager
    }

    /// Stores a secret of the user in `Pulumi.<stack>.yaml`.
    ///
    /// - Throws: `ProvisioningError` when the passphrase is missing or wrong or the file can't be written.
    package func setSecret(_ name: String, _ plaintext: String, of stack: StackReference) async throws {
        try await secrets.setSecret(name, plaintext, of: stack, provider: try await secretsProvider(of: stack))
    }

    private func secretsProvider(of stack: StackReference) async throws -> JSONValue? {
        try await envelope(of: stack)?.deployment?["secrets_providers"]
    }
}
