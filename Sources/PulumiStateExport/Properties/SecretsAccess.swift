package import ProvisioningDomain

/// Whether the secrets of a stack can be read and written.
package enum SecretsAccess: Sendable {
    /// They can.
    case open(any SecretsManager)
    /// They stay ciphertext; the failure says why and is thrown when one must be encrypted.
    case locked(ProvisioningError)
}

/// Leaves text as it is: inside a secret, secrets are not encrypted again (pkg/resource/stack/deployment.go, NopEncrypter).
struct IdentitySecretsManager: SecretsManager {
    func encrypt(_ plaintext: String) -> String { plaintext }
    func decrypt(_ ciphertext: String) -> String { ciphertext }
}
