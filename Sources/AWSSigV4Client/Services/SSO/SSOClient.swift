internal import HTTPTransport
internal import OrderedJSON

/// Calls of the portal of IAM Identity Center, API version 2019-06-10; not signed, a token speaks for the user.
package struct SSOClient: Sendable {
    private let client: AWSClient

    /// - Parameter client: For the region of the Identity Center, not that of the deployment.
    package init(_ client: AWSClient) {
        self.client = client
    }

    /// `GetRoleCredentials`: temporary credentials of a role that is assigned to the user.
    ///
    /// - Throws: ``AWSServiceError``, ``AWSAnswerError``, what the transport throws.
    package func getRoleCredentials(role: String, account: String, accessToken: String) async throws -> AWSCredentials {
        let operation = "GetRoleCredentials"
        let response = try await client.send(
            AWSCall(
                service: .sso, operation: operation, method: "GET", path: "/federation/credentials",
                query: [("role_name", role), ("account_id", account)],
                headers: [HTTPHeader("x-amz-sso_bearer_token", accessToken)], isSigned: false, isIdempotent: true))
        let answer = (try? JSONValue(parsing: response.body))?["roleCredentials"]
        guard let answer, let key = answer.text("accessKeyId"), let secret = answer.text("secretAccessKey") else {
            throw AWSAnswerError(service: .sso, operation: operation, reason: "it has no credentials")
        }
        return AWSCredentials(
            accessKeyID: key, secretAccessKey: secret, sessionToken: answer.text("sessionToken"),
            expiration: answer.int("expiration").map { SigningDate(epochSeconds: $0 / 1000) })
    }
}
