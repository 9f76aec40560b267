package import ProvisioningDomain

/// Finds the passphrase where Pulumi looks for it (pkg/secrets/passphrase/prompt.go).
package struct PassphraseSource: Sendable {
    private let environment: [String: String]
    private let readFile: @Sendable (String) throws -> [UInt8]

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - environment: the environment variables of the process.
    ///   - readFile: reads the file that `PULUMI_CONFIG_PASSPHRASE_FILE` names.
    package init(environment: [String: String], readFile: @escaping @Sendable (String) throws -> [UInt8]) {
        self.environment = environment
        self.readFile = readFile
    }

    /// The passphrase: `PULUMI_CONFIG_PASSPHRASE` as it stands, also when empty, else the trimmed text of the file that
    /// `PULUMI_CONFIG_PASSPHRASE_FILE` names.
    ///
    /// - Throws: `ProvisioningError` with code `MissingPassphrase` or `UnreadablePassphrase`.
    package func passphrase() throws -> String {
        if let passphrase = environment["PULUMI_CONFIG_PASSPHRASE"] { return passphrase }
        guard let file = environment["PULUMI_CONFIG_PASSPHRASE_FILE"], !file.isEmpty else { throw Self.missing }
        let bytes: [UInt8]
        do {
            bytes = try readFile(file)
        } catch {
            throw ProvisioningError(
                .configuration, code: "UnreadablePassphrase",
                "The passphrase file \(file) (PULUMI_CONFIG_PASSPHRASE_FILE) cannot be read: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProvisioningError(
                .configuration, code: "UnreadablePassphrase",
                "The passphrase file \(file) (PULUMI_CONFIG_PASSPHRASE_FILE) is not UTF-8.")
        }
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// The failure when neither variable is set.
    package static let missing = ProvisioningError(
        .configuration, code: "MissingPassphrase",
        "This stack has secrets, and their passphrase is not known.",
        hint: "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.")
}

extension PassphraseSource {
    /// A source that reads the passphrase file from the file system.
    package init(environment: [String: String]) {
        self.init(environment: environment) { path in
            guard let bytes = try POSIXFile.read(path) else {
                throw ProvisioningError(.configuration, code: "FileFailure", "there is no file \(path)")
            }
            return bytes
        }
    }
}
