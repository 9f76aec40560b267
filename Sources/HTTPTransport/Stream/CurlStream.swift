/// A raw connection made by libcurl: through proxies, with TLS and the CA bundle of a transport, on a thread of its own.
package final class CurlStream: ByteStream {
    private let loop: CurlStreamLoop

    private init(loop: CurlStreamLoop) { self.loop = loop }

    deinit { loop.stop(CancellationError(), waiter: nil) }

    /// Connects to the host of an `http` or `https` URL; over TLS HTTP/1.1 is what is offered (ALPN).
    ///
    /// - Parameters:
    ///   - configuration: proxies and certificates; limits do not count.
    ///   - timeouts: `connect` until the connection stands, `idle` while somebody sends or receives, `total` for the stream's whole life.
    /// - Throws: `HTTPTransportError`, `CancellationError`.
    package static func open(
        _ url: String, configuration: CurlTransportConfiguration = CurlTransportConfiguration(),
        timeouts: HTTPTimeouts = HTTPTimeouts()
    ) async throws -> CurlStream {
        let request = HTTPRequest(url: url, timeouts: timeouts)
        guard let authority = URLAuthority(url), request.defect == nil else {
            throw HTTPTransportError(
                code: .invalidRequest, host: URLAuthority(url)?.display ?? "(no host)",
                message: request.defect ?? "the URL has no host")
        }
        let loop = CurlStreamLoop(
            url: url, authority: authority, configuration: configuration, timeouts: timeouts)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { loop.start($0) }
        } onCancel: {
            loop.stop(CancellationError(), waiter: nil)
        }
        return CurlStream(loop: loop)
    }

    package func send(_ bytes: [UInt8]) async throws {
        if bytes.isEmpty { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { loop.send(bytes, $0) }
        } onCancel: {
            loop.stop(CancellationError(), waiter: nil)
        }
    }

    package func receive() async throws -> [UInt8] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { loop.receive($0) }
        } onCancel: {
            loop.stop(CancellationError(), waiter: nil)
        }
    }

    package func close() async {
        await withCheckedContinuation { loop.stop(nil, waiter: $0) }
    }
}
