/// A place where credentials may be found.
package protocol CredentialsSource: Sendable {
    /// The name in messages.
    var name: String { get }

    /// Asks the source.
    ///
    /// - Throws: ``CredentialsError`` when the source is set up but failed: the chain ends there, as other credentials
    ///   would be a surprise; `CancellationError`.
    func find() async throws -> CredentialsFinding
}

/// What a source had.
package enum CredentialsFinding: Sendable, Equatable {
    case found(AWSCredentials)
    /// The source isn't set up, for this reason: the next one is asked.
    case absent(String)
}
