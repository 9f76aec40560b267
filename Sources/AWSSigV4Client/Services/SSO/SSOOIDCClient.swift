internal import HTTPTransport
internal import OrderedJSON

/// Calls of the token service of IAM Identity Center, API version 2019-06-10; not signed.
package struct SSOOIDCClient: Sendable {
    private let client: AWSClient

    /// - Parameter client: For the region of the Identity Center, not that of the deployment.
    package init(_ client: AWSClient) {
        self.client = client
    }

    /// `CreateToken` with the grant type `refresh_token`: a new access token without the user.
    ///
    /// - Throws: ``AWSServiceError``, ``AWSAnswerError``, what the transport throws.
    package func createToken(
        clientID: String, clientSecret: String, refreshToken: String
    ) async throws -> CreatedSSOToken {
        let operation = "CreateToken"
        var body = JSONBody()
        body.set("grantType", "refresh_token")
        body.set("clientId", clientID)
        body.set("clientSecret", clientSecret)
        body.set("refreshToken", refreshToken)
        let response = try await client.send(
            AWSCall(
                service: .ssoOIDC, operation: operation, path: "/token",
                headers: [HTTPHeader("Content-Type", "application/json")], body: body.bytes, isSigned: false,
                isIdempotent: false))
        guard let answer = try? JSONValue(parsing: response.body), let token = answer.text("accessToken"),
            let seconds = answer.int("expiresIn")
        else { throw AWSAnswerError(service: .ssoOIDC, operation: operation, reason: "it has no token") }
        return CreatedSSOToken(accessToken: token, expiresIn: seconds, refreshToken: answer.text("refreshToken"))
    }
}

/// The answer of `CreateToken`.
package struct CreatedSSOToken: Sendable, Equatable {
    package var accessToken: String
    /// Seconds for which the token is valid.
    package var expiresIn: Int
    /// For the next time; absent when the one that was used stays valid.
    package var refreshToken: String?

    package init(accessToken: String, expiresIn: Int, refreshToken: String? = nil) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.refreshToken = refreshToken
    }
}
