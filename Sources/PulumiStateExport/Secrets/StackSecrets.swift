package import OrderedJSON
package import ProvisioningDomain

/// Finds the secrets manager of a stack, and makes one when its first secret is written.
///
/// The salt is the one of the checkpoint, else of `Pulumi.<stack>.yaml`, else new; both then hold the same, so that Pulumi
/// needs one passphrase.
package actor StackSecrets {
    private let source: PassphraseSource
    private let configurations: StackConfigStore
    private let identifiers: any IdentifierGenerator
    /// Opened managers by their salt: deriving a key takes about half a second.
    private var managers: [String: PassphraseSecretsManager] = [:]

    package init(
        source: PassphraseSource, configurations: StackConfigStore, identifiers: any IdentifierGenerator
    ) {
        self.source = source
        self.configurations = configurations
        self.identifiers = identifiers
    }

    /// Access to the secrets of a checkpoint: closed when the passphrase is not set or the provider is not ours.
    ///
    /// - Parameter provider: the checkpoint's `secrets_providers`.
    /// - Throws: `ProvisioningError` with code `WrongPassphrase` when the passphrase that is set does not fit.
    package func access(_ provider: JSONValue?) throws -> SecretsAccess {
        guard let provider, let type = provider["type"]?.string, !type.isEmpty else {
            return .locked(PassphraseSource.missing)
        }
        guard type == "passphrase", let salt = provider["state"]?["salt"]?.string else {
            return .locked(Self.unsupported(type))
        }
        do {
            return .open(try open(salt))
        } catch let error as ProvisioningError where error.code == PassphraseSource.missing.code {
            return .locked(error)
        }
    }

    /// The manager for new secrets of a stack, with the value of `secrets_providers` that belongs to it.
    ///
    /// - Parameter provider: the checkpoint's `secrets_providers`; nil when it has none.
    /// - Throws: `ProvisioningError` when the passphrase is missing or wrong, or the provider is not ours.
    package func manager(
        for stack: StackReference, provider: JSONValue?
    ) async throws -> (manager: any SecretsManager, provider: JSONValue) {
        if let provider = try await self.provider(for: stack, provider) {
            switch try access(provider) {
            case .open(let manager): return (manager, provider)
            case .locked(let failure): throw failure
            }
        }
        let manager = try PassphraseSecretsManager.create(
            passphrase: try source.passphrase(), identifiers: identifiers)
        managers[manager.encryptionSalt] = manager
        try await store(manager.encryptionSalt, for: stack)
        return (manager, manager.providerState)
    }

    /// The value of `secrets_providers` that a checkpoint of the stack should hold; nil as long as there is no salt.
    ///
    /// `Pulumi.<stack>.yaml` is given the checkpoint's salt if it has none.
    ///
    /// - Throws: `ProvisioningError` when `Pulumi.<stack>.yaml` can't be read or written.
    package func provider(for stack: StackReference, _ provider: JSONValue?) async throws -> JSONValue? {
        let configuration = try await configurations.load(stack)
        if let provider, provider["type"]?.string != nil {
            if let salt = provider["state"]?["salt"]?.string, configuration.encryptionSalt == nil,
                configuration.secretsProvider == nil
            {
                try await store(salt, for: stack)
            }
            return provider
        }
        if let other = configuration.secretsProvider, other != "passphrase" { throw Self.unsupported(other) }
        return configuration.encryptionSalt.map { PassphraseSecretsManager.providerState(encryptionSalt: $0) }
    }

    private func store(_ salt: String, for stack: StackReference) async throws {
        var configuration = try await configurations.load(stack)
        try configuration.setEncryptionSalt(salt)
        try await configurations.save(configuration, of: stack)
    }

    private func open(_ salt: String) throws -> PassphraseSecretsManager {
        if let manager = managers[salt] { return manager }
        let manager = try PassphraseSecretsManager.open(
            encryptionSalt: salt, passphrase: try source.passphrase(), identifiers: identifiers)
        managers[salt] = manager
        return manager
    }

    private static func unsupported(_ type: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "UnsupportedSecretsProvider",
            "The secrets of this stack are kept by \"\(type)\", which this program cannot use.",
            hint: "Change it with `pulumi stack change-secrets-provider passphrase`.")
    }

    // MARK: Secrets of the user, kept in the stack's configuration

    /// The key of a user's secret in the configuration, `<project>:<name>`.
    package static func configurationKey(_ name: String, of stack: StackReference) -> String {
        "\(stack.project):\(name)"
    }

    /// Stores a secret of the user.
    ///
    /// - Parameter provider: the checkpoint's `secrets_providers`; nil when it has none.
    /// - Throws: `ProvisioningError` when the passphrase is missing or wrong or the file can't be written.
    package func setSecret(
        _ name: String, _ plaintext: String, of stack: StackReference, provider: JSONValue?
    ) async throws {
        let manager = try await configurationManager(stack, provider: provider)
        var configuration = try await configurations.load(stack)
        let key = Self.configurationKey(name, of: stack)
        try configuration.set(key, .secure(try manager.encrypt(plaintext)))
        try await configurations.save(configuration, of: stack)
    }

    /// The names of the user's secrets, sorted.
    ///
    /// - Throws: `ProvisioningError` when the file can't be read.
    package func secretNames(of stack: StackReference) async throws -> [String] {
        let prefix = stack.project + ":"
        return try await configurations.load(stack).configuration.compactMap { key, value in
            if case .secure = value, key.hasPrefix(prefix) { String(key.dropFirst(prefix.count)) } else { nil }
        }.sorted()
    }

    /// A secret of the user.
    ///
    /// - Returns: nil when there is none of that name.
    /// - Throws: `ProvisioningError` when the passphrase is missing or wrong or the file can't be read.
    package func secret(_ name: String, of stack: StackReference) async throws -> String? {
        let configuration = try await configurations.load(stack)
        switch configuration.configuration[Self.configurationKey(name, of: stack)] {
        case nil: return nil
        case .plain(let text): return text
        case .secure(let ciphertext):
            return try await configurationManager(stack, provider: nil).decrypt(ciphertext)
        }
    }

    /// Values of the file are under the file's own salt, which Pulumi may have made apart from the checkpoint's.
    private func configurationManager(
        _ stack: StackReference, provider: JSONValue?
    ) async throws -> any SecretsManager {
        if let salt = try await configurations.load(stack).encryptionSalt { return try open(salt) }
        return try await manager(for: stack, provider: provider).manager
    }

    /// Makes sure that the file holds configuration values such as `aws:region`; a value that stands there is kept.
    ///
    /// - Throws: `ProvisioningError` when the file can't be read or written.
    package func configure(_ stack: StackReference, _ values: [String: String]) async throws {
        var configuration = try await configurations.load(stack)
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where configuration.configuration[key] == nil {
            try configuration.set(key, .plain(value))
        }
        try await configurations.save(configuration, of: stack, canBeMadeAgain: true)
    }

    /// The whole configuration as a history entry holds it: secrets as `{"secure": ciphertext}`.
    func historyConfiguration(of stack: StackReference) async throws -> [String: JSONValue] {
        try await configurations.load(stack).configuration.mapValues { value in
            switch value {
            case .plain(let text): .string(text)
            case .secure(let ciphertext): ["secure": .string(ciphertext)]
            }
        }
    }
}
