/// Encrypts the secrets of one stack.
public protocol SecretsManager: Sendable {
    /// Encrypts text; each call gives another ciphertext.
    func encrypt(_ plaintext: String) throws -> String

    /// Decrypts what `encrypt` gave.
    ///
    /// - Throws: a `ProvisioningFailure` when the key does not fit.
    func decrypt(_ ciphertext: String) throws -> String
}
