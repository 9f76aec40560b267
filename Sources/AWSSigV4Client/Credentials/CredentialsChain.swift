/// Asks sources in order until one has credentials.
package struct CredentialsChain: CredentialsProvider {
    private let sources: [any CredentialsSource]

    package init(_ sources: [any CredentialsSource]) {
        self.sources = sources
    }

    /// - Throws: ``CredentialsError`` with every source that was asked.
    package func credentials() async throws -> AWSCredentials { try await find().credentials }

    /// The credentials and the name of the source that had them.
    ///
    /// - Throws: ``CredentialsError`` with every source that was asked.
    package func find() async throws -> (source: String, credentials: AWSCredentials) {
        var attempts = [CredentialsError.Attempt]()
        for source in sources {
            do {
                switch try await source.find() {
                case .found(let credentials): return (source.name, credentials)
                case .absent(let reason): attempts.append(.init(source: source.name, reason: reason))
                }
            } catch let error as CredentialsError {
                throw CredentialsError(attempts: attempts + error.attempts)
            }
        }
        throw CredentialsError(attempts: attempts)
    }
}
