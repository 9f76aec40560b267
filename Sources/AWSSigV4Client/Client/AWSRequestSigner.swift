package import HTTPTransport
internal import OpenSSLCrypto

/// Signs HTTP requests to one service with the credentials and the time of the moment.
///
/// Sign each attempt anew, so that it has its own date and, after a rotation, its own credentials.
package struct AWSRequestSigner: Sendable {
    private let credentials: any CredentialsProvider
    private let region: String
    private let service: String
    private let options: SigV4Signer.Options
    private let clock: AWSClock
    private let key = MutexBox<CachedKey?>(nil)

    private struct CachedKey {
        var credentials: AWSCredentials
        var key: SigV4Signer.SigningKey
    }

    /// - Parameters:
    ///   - region: The region of the credential scope.
    ///   - service: The signing name.
    package init(
        credentials: any CredentialsProvider, region: String, service: String, options: SigV4Signer.Options = .init(),
        clock: AWSClock
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.options = options
        self.clock = clock
    }

    /// The request with the headers of its signature.
    ///
    /// - Throws: What the credentials provider throws; an error of libcrypto.
    package func sign(_ request: HTTPRequest) async throws -> HTTPRequest {
        try sign(request, with: try await credentials.credentials())
    }

    /// The request with the headers of a signature by given credentials.
    ///
    /// - Throws: An error of libcrypto.
    func sign(_ request: HTTPRequest, with credentials: AWSCredentials) throws -> HTTPRequest {
        let hash =
            switch request.body {
            case .none: SignableRequest.emptyPayloadHash
            case .bytes(let bytes): try SHA256.hex(bytes)
            case .file(_, _, let sha256), .slice(_, _, _, let sha256): sha256
            }
        let signable = SignableRequest(
            method: request.method, url: request.url,
            headers: request.headers.map { SignableRequest.Header($0.name, $0.value) }, payloadHash: hash)
        let signer = SigV4Signer(credentials: credentials, region: region, service: service, options: options)
        let date = clock.now
        let signing = try signer.sign(signable, at: date, key: try key(of: signer, at: date))
        var request = request
        for header in signing.headers { request.headers.set(header.name, header.value) }
        return request
    }

    private func key(of signer: SigV4Signer, at date: SigningDate) throws -> SigV4Signer.SigningKey {
        let day = date.day
        if let cached = key.withLock({ $0 }), cached.key.day == day, cached.credentials == signer.credentials {
            return cached.key
        }
        let fresh = try signer.signingKey(at: date)
        key.withLock { $0 = CachedKey(credentials: signer.credentials, key: fresh) }
        return fresh
    }
}

/// Corrects the clock when an answer says that the signature's date was wrong, so that the next attempt is accepted.
struct ClockCorrectingTransport: HTTPTransport {
    let inner: any HTTPTransport
    let clock: AWSClock

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await inner.send(request)
        if response.status >= 400 { clock.learn(from: response) }
        return response
    }
}
