/// A whole message of a WebSocket connection (RFC 6455 section 5.6).
package enum WebSocketMessage: Sendable, Equatable {
    /// UTF-8 text.
    case text(String)
    /// Bytes.
    case binary([UInt8])
}
