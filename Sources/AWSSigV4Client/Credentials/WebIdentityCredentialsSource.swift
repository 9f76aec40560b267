/// A role for a token in a file: `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN` (EKS, OIDC in CI).
package struct WebIdentityCredentialsSource: CredentialsSource {
    package let name = "web identity"
    private let context: CredentialsContext

    package init(_ context: CredentialsContext) {
        self.context = context
    }

    package func find() async throws -> CredentialsFinding {
        guard let file = context.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            return .absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        guard let role = context.variable("AWS_ROLE_ARN") else {
            throw CredentialsError(name, "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not")
        }
        return .found(
            try await Self.credentials(context, source: name, role: role, tokenFile: file, sessionName: nil))
    }

    /// Exchanges the token of a file for credentials of a role.
    static func credentials(
        _ context: CredentialsContext, source: String, role: String, tokenFile: String, sessionName: String?
    ) async throws -> AWSCredentials {
        let bytes: [UInt8]?
        do {
            bytes = try context.files.bytes(tokenFile)
        } catch {
            throw CredentialsError(source, "\(error)")
        }
        guard let bytes else { throw CredentialsError(source, "the token file \(tokenFile) does not exist") }
        let token = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        return try await credentials(context, source: source, role: role, token: token, sessionName: sessionName)
    }

    /// Exchanges a token for credentials of a role.
    static func credentials(
        _ context: CredentialsContext, source: String, role: String, token: String, sessionName: String?
    ) async throws -> AWSCredentials {
        do {
            return try await context.sts(CredentialsChain([])).assumeRoleWithWebIdentity(
                role, token: token, sessionName: context.sessionName(sessionName))
        } catch let error where !(error is CancellationError) {
            throw CredentialsError(source, "role \(role) can't be assumed with the token: \(error)")
        }
    }
}
