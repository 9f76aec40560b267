/// A source of credentials.
public protocol CredentialsProvider: Sendable {
    /// The credentials to sign with now.
    ///
    /// - Throws: ``CredentialsError`` when the source has none, saying what was tried; `CancellationError`.
    func credentials() async throws -> AWSCredentials
}

/// The same credentials always.
public struct StaticCredentialsProvider: CredentialsProvider {
    private let value: AWSCredentials

    /// A provider of the given credentials.
    public init(_ credentials: AWSCredentials) {
        value = credentials
    }

    /// The given credentials.
    public func credentials() async throws -> AWSCredentials { value }
}
