internal import OpenSSLCrypto
package import OrderedJSON
public import ProvisioningDomain

/// Encrypts secrets under a key made of a passphrase, as Pulumi does (pkg/secrets/passphrase/manager.go,
/// sdk/go/common/resource/config/crypt.go).
public struct PassphraseSecretsManager: SecretsManager {
    /// The salt with a check value, `v1:<salt>:v1:<nonce>:<ciphertext of "pulumi">`, as checkpoints and `Pulumi.<stack>.yaml` hold it.
    public let encryptionSalt: String
    private let key: [UInt8]
    private let identifiers: any IdentifierGenerator

    private static let iterations = 1_000_000
    private static let keyByteCount = 32
    private static let saltByteCount = 8
    private static let checkText = "pulumi"

    private init(encryptionSalt: String, key: [UInt8], identifiers: any IdentifierGenerator) {
        self.encryptionSalt = encryptionSalt
        self.key = key
        self.identifiers = identifiers
    }

    /// Makes a manager with a new random salt.
    ///
    /// - Throws: when libcrypto refuses.
    public static func create(
        passphrase: String, identifiers: any IdentifierGenerator
    ) throws -> PassphraseSecretsManager {
        let salt = identifiers.randomBytes(saltByteCount)
        let key = try deriveKey(passphrase, salt)
        let check = try PassphraseSecretsManager(encryptionSalt: "", key: key, identifiers: identifiers)
            .encrypt(checkText)
        return PassphraseSecretsManager(
            encryptionSalt: "v1:\(Base64.encode(salt)):\(check)", key: key, identifiers: identifiers)
    }

    /// Opens a salt.
    ///
    /// - Throws: `ProvisioningError` with code `WrongPassphrase` or `MalformedState`.
    public static func open(
        encryptionSalt: String, passphrase: String, identifiers: any IdentifierGenerator
    ) throws -> PassphraseSecretsManager {
        let parts = encryptionSalt.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", let salt = Base64.decode(parts[1]) else {
            throw ProvisioningError.malformedState("\"\(encryptionSalt)\" is no encryption salt of version 1")
        }
        let manager = PassphraseSecretsManager(
            encryptionSalt: encryptionSalt, key: try deriveKey(passphrase, salt), identifiers: identifiers)
        guard (try? manager.decrypt(String(parts[2]))) == checkText else {
            throw ProvisioningError(
                .configuration, code: "WrongPassphrase",
                "The passphrase does not open the secrets of this stack.",
                hint:
                    "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the passphrase that the stack was made with."
            )
        }
        return manager
    }

    /// The passphrase's bytes are its UTF-8.
    private static func deriveKey(_ passphrase: String, _ salt: [UInt8]) throws -> [UInt8] {
        try PBKDF2.sha256(
            password: Array(passphrase.utf8), salt: salt, iterations: iterations, count: keyByteCount)
    }

    /// The value of `secrets_providers` in a checkpoint.
    package var providerState: JSONValue { Self.providerState(encryptionSalt: encryptionSalt) }

    /// The value of `secrets_providers` for a salt.
    package static func providerState(encryptionSalt: String) -> JSONValue {
        ["type": "passphrase", "state": ["salt": .string(encryptionSalt)]]
    }

    /// Encrypts text: `v1:<nonce>:<ciphertext and tag>` in base 64.
    ///
    /// - Throws: when libcrypto refuses.
    public func encrypt(_ plaintext: String) throws -> String {
        let nonce = identifiers.randomBytes(AESGCM.nonceByteCount)
        let sealed = try AESGCM.seal(Array(plaintext.utf8), key: key, nonce: nonce)
        return "v1:\(Base64.encode(nonce)):\(Base64.encode(sealed))"
    }

    /// Decrypts what `encrypt` or Pulumi gave.
    ///
    /// - Throws: `ProvisioningError` with code `UndecryptableSecret` for a malformed value or one of another key.
    public func decrypt(_ ciphertext: String) throws -> String {
        let parts = ciphertext.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", let nonce = Base64.decode(parts[1]),
            let sealed = Base64.decode(parts[2]), let opened = try? AESGCM.open(sealed, key: key, nonce: nonce),
            let text = String(validating: opened, as: UTF8.self)
        else {
            throw ProvisioningError(
                .operation, code: "UndecryptableSecret",
                "A secret could not be decrypted with the key of this stack.",
                hint: "It was encrypted for another stack or is damaged: set it again with `secrets set`.")
        }
        return text
    }
}
