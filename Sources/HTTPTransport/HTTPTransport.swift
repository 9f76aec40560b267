/// Sends HTTP requests.
///
/// `CurlTransport` is the real one; middleware wraps another transport.
package protocol HTTPTransport: Sendable {
    /// Sends one request and reads the whole answer; any status is an answer, not an error.
    ///
    /// - Throws: `HTTPTransportError` when no whole answer was read; `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse

    /// Begins to open what the first request will need, so that it comes sooner; returns at once. What fails here is tried again then.
    func prepare()
}

extension HTTPTransport {
    package func prepare() {}
}
