/// Signs each attempt anew.
///
/// Put it inside `RetryingTransport`, so that a second attempt carries a fresh date.
package struct SigningTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let sign: @Sendable (HTTPRequest) async throws -> HTTPRequest

    /// - Parameter sign: Returns the request with its authorization; its errors reach the caller unchanged.
    package init(
        wrapping inner: any HTTPTransport, sign: @escaping @Sendable (HTTPRequest) async throws -> HTTPRequest
    ) {
        self.inner = inner
        self.sign = sign
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await inner.send(sign(request))
    }
}
