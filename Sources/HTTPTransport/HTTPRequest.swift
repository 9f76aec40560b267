/// One HTTP request: what goes on the wire, nothing about how often it is tried.
package struct HTTPRequest: Sendable, Equatable {
    /// The bytes after the headers.
    package enum Body: Sendable, Equatable {
        case none
        case bytes([UInt8])
        /// A file streamed from disk; `length` is its size in bytes, `sha256` the lower-case hex digest of its content.
        case file(path: String, length: Int, sha256: String)
        /// A part of a file, streamed from disk: `length` bytes from `offset` on, `sha256` the digest of these.
        case slice(path: String, offset: Int, length: Int, sha256: String)
    }

    package var method: String
    /// The absolute URL, already percent-encoded: it is sent as it is.
    package var url: String
    /// Header fields in order; names keep their case.
    package var headers: [HTTPHeader]
    package var body: Body
    package var timeouts: HTTPTimeouts
    /// Whether the request may be sent again after an answer was lost (idempotent by method or by a client token).
    package var isIdempotent: Bool

    package init(
        method: String = "GET", url: String, headers: [HTTPHeader] = [], body: Body = .none,
        timeouts: HTTPTimeouts = HTTPTimeouts(), isIdempotent: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.isIdempotent = isIdempotent
    }
}
