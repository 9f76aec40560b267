/// A source of credentials.
public protocol CredentialsProvider: Sendable {
    /// The credentials to sign with now.
    ///
    /// - Throws: ``CredentialsError`` when the source has none, saying what was tried; `CancellationError`.
    func credentials() async throws -> AWSCredentials

    /// Looks for others because AWS refused these as expired.
    ///
    /// - Returns: Whether ``credentials()`` gives others now.
    func renew(after refused: AWSCredentials) async throws -> Bool
}

extension CredentialsProvider {
    /// There are no others.
    public func renew(after refused: AWSCredentials) async throws -> Bool { false }
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
