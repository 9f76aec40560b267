internal import HTTPTransport

/// Signs each attempt, and once more with new credentials when AWS says that the old ones have expired earlier than they said.
struct AWSSigningTransport: HTTPTransport {
    let inner: any HTTPTransport
    let signer: AWSRequestSigner
    let credentials: any CredentialsProvider

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let used = try await credentials.credentials()
        let response = try await inner.send(signer.sign(request, with: used))
        guard response.status >= 400, let code = AWSErrorParts(response).code,
            [.expiredToken, .expiredTokenException].contains(AWSErrorCode(code)),
            try await credentials.renew(after: used)
        else { return response }
        return try await inner.send(signer.sign(request, with: try await credentials.credentials()))
    }
}
