/// What the peer did against the protocol or our limits, and the code that it is told (RFC 6455 section 7.4.1).
package struct WebSocketViolation: Error, Sendable, Equatable {
    package var closeCode: UInt16
    /// What it did, as the end of a sentence that begins with `the server`.
    package var message: String

    package init(_ message: String, closeCode: UInt16 = WebSocketCloseCode.protocolError) {
        self.message = message
        self.closeCode = closeCode
    }
}
