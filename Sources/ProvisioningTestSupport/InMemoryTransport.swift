package import HTTPTransport

/// A transport that answers from a closure and records every request.
package final class InMemoryTransport: HTTPTransport {
    private let recorded = LockedBox<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest) async throws -> HTTPResponse

    package init(_ answer: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.answer = answer
    }

    /// Answers with `script` in order.
    ///
    /// One request more than there are answers throws an `HTTPTransportError` which says so.
    package convenience init(script: [Result<HTTPResponse, HTTPTransportError>]) {
        let left = LockedBox(script)
        self.init { request in
            let next = left.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next else {
                throw HTTPTransportError(
                    code: .other, method: request.method, host: request.url,
                    message: "the script of \(script.count) answers is used up")
            }
            return try next.get()
        }
    }

    /// All requests so far, in the order of their arrival.
    package var requests: [HTTPRequest] { recorded.withLock { $0 } }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        recorded.withLock { $0.append(request) }
        return try await answer(request)
    }
}
