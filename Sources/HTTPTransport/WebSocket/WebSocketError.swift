/// Why a WebSocket connection could not be made or used.
package enum WebSocketError: Error, Sendable, Equatable {
    /// The URL is no `ws` or `wss` URL.
    case invalidURL(String)
    /// The host could not be reached, or the connection was lost.
    case transport(HTTPTransportError)
    /// The opening handshake came to nothing.
    case refused(WebSocketRefusal, url: String)
    /// The server broke the protocol; it has been told so.
    case violation(WebSocketViolation)
    /// The server ended the connection without a close frame (code 1006, RFC 6455 section 7.1.5).
    case endedWithoutClose
    /// The connection is closing or closed.
    case notOpen
}

extension WebSocketError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidURL(let url): "\"\(RedactedURL.of(url))\" is no ws or wss URL"
        case .transport(let error): error.description
        case .refused(let refusal, let url): "the WebSocket handshake with \(RedactedURL.of(url)) failed: \(refusal)"
        case .violation(let violation): "the server \(violation.message)"
        case .endedWithoutClose: "the server ended the connection without a close frame"
        case .notOpen: "the connection is closed"
        }
    }
}
