/// Sends requests with libcurl: one thread, one pool of connections, HTTP/2 where the server offers it over TLS.
///
/// libcurl is opened at the first request, or by `prepare`, on the transport's own thread: it takes milliseconds. Redirects
/// are answers, not followed. Compressed answers are decoded, unless the request has an Accept-Encoding of its own. The process environment is never read. Call `shutdown` when done.
package final class CurlTransport: HTTPTransport {
    private let loop: CurlLoop

    package init(configuration: CurlTransportConfiguration = CurlTransportConfiguration()) {
        loop = CurlLoop(configuration: configuration)
    }

    deinit { loop.stop(waiter: nil) }

    /// Sends one request and reads the whole answer; when too many are under way it waits for its turn.
    ///
    /// The timeouts count from the moment the request's turn has come.
    ///
    /// - Throws: `HTTPTransportError` when no whole answer was read; `CancellationError` when the task was cancelled:
    ///   the server may have carried the request out then.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let authority = URLAuthority(request.url), request.defect == nil else {
            throw HTTPTransportError(
                code: .invalidRequest, method: request.method, host: URLAuthority(request.url)?.display ?? "(no host)",
                message: request.defect ?? "the URL has no host")
        }
        let id = loop.newID()
        defer { loop.forget(id) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { loop.start(id, request, authority, $0) }
        } onCancel: {
            loop.cancel(id)
        }
    }

    /// Begins to open libcurl on the transport's thread.
    package func prepare() { loop.prepare() }

    /// Ends every request under way with the error `shutDown`, closes all connections and ends the thread.
    ///
    /// Returns when all memory of libcurl is given back. Later calls return at once, later requests fail.
    package func shutdown() async {
        await withCheckedContinuation { loop.stop(waiter: $0) }
    }
}
