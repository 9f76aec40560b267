/// How the peer ended a connection.
package struct WebSocketClosure: Sendable, Equatable {
    /// The code of its close frame; nil when the frame had none, as code 1005 means (RFC 6455 section 7.1.5).
    package var code: UInt16?
    /// The reason of its close frame, at most 123 bytes.
    package var reason: String

    package init(code: UInt16?, reason: String = "") {
        self.code = code
        self.reason = reason
    }
}

extension WebSocketClosure: CustomStringConvertible {
    package var description: String {
        let code = code.map { "code \($0)" } ?? "no code"
        return reason.isEmpty ? code : "\(code), \"\(reason)\""
    }
}
