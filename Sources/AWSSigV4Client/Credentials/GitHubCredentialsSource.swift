internal import HTTPTransport
internal import OrderedJSON

/// A role for the job's own token in GitHub Actions (permission `id-token: write`) and `AWS_ROLE_ARN`.
///
/// Source: GitHub documentation, "OpenID Connect reference", section "Methods for requesting the OIDC token".
package struct GitHubCredentialsSource: CredentialsSource {
    package let name = "GitHub Actions OIDC"
    private let context: CredentialsContext

    package init(_ context: CredentialsContext) {
        self.context = context
    }

    package func find() async throws -> CredentialsFinding {
        guard let url = context.variable("ACTIONS_ID_TOKEN_REQUEST_URL"),
            let bearer = context.variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        else { return .absent("ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set") }
        guard let role = context.variable("AWS_ROLE_ARN") else { return .absent("AWS_ROLE_ARN is not set") }
        // China has its own STS, and identity providers there are made for its name.
        let isChina = AWSPartition.of(region: context.region) == .china
        let audience = isChina ? "sts.amazonaws.com.cn" : "sts.amazonaws.com"
        let response: HTTPResponse
        do {
            response = try await context.transport.send(
                HTTPRequest(
                    url: url + (url.contains("?") ? "&" : "?") + "audience=\(audience)",
                    headers: [HTTPHeader("Authorization", "Bearer \(bearer)")], isIdempotent: true))
        } catch let error as HTTPTransportError {
            throw CredentialsError(name, "\(error)")
        }
        guard response.status == 200, let token = (try? JSONValue(parsing: response.body))?.text("value") else {
            throw CredentialsError(
                name, "GitHub gave no token (HTTP \(response.status)); the job needs the permission id-token: write")
        }
        return .found(
            try await WebIdentityCredentialsSource.credentials(
                context, source: name, role: role, token: token, sessionName: nil))
    }
}
