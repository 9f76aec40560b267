internal import ExpatXML

extension STSClient {
    /// `AssumeRole`: temporary credentials of a role.
    ///
    /// - Parameter durationSeconds: 900…43200; 3600 when absent.
    package func assumeRole(
        _ role: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil
    ) async throws -> AWSCredentials {
        var form = QueryParameters()
        form.add("RoleArn", role)
        form.add("RoleSessionName", sessionName)
        form.add("ExternalId", externalID)
        form.add("DurationSeconds", durationSeconds)
        return try await credentials("AssumeRole", form, isSigned: true)
    }

    /// `AssumeRoleWithWebIdentity`: temporary credentials of a role for a token of an identity provider; not signed.
    package func assumeRoleWithWebIdentity(
        _ role: String, token: String, sessionName: String
    ) async throws -> AWSCredentials {
        var form = QueryParameters()
        form.add("RoleArn", role)
        form.add("RoleSessionName", sessionName)
        form.add("WebIdentityToken", token)
        return try await credentials("AssumeRoleWithWebIdentity", form, isSigned: false)
    }

    private func credentials(
        _ operation: String, _ form: QueryParameters, isSigned: Bool
    ) async throws -> AWSCredentials {
        let answer = try await query(operation, form, isSigned: isSigned)
        guard let credentials = answer.first("Credentials"), let key = credentials.text("AccessKeyId"),
            let secret = credentials.text("SecretAccessKey")
        else { throw AWSAnswerError(service: .sts, operation: operation, reason: "it has no credentials") }
        return AWSCredentials(
            accessKeyID: key, secretAccessKey: secret, sessionToken: credentials.text("SessionToken"),
            expiration: credentials.text("Expiration").flatMap { SigningDate(iso8601: $0) })
    }
}
