/// Why a connection is closed (RFC 6455 section 7.4 and the IANA registry of close codes).
package enum WebSocketCloseCode {
    /// The purpose is fulfilled.
    package static let normal: UInt16 = 1000
    /// The peer broke the protocol.
    package static let protocolError: UInt16 = 1002
    /// A text that is not UTF-8.
    package static let invalidPayload: UInt16 = 1007
    /// A message above the limit.
    package static let tooBig: UInt16 = 1009

    /// Whether a close frame may carry the code: 1004, 1005, 1006 and 1015 never go over the wire, and what lies between is not assigned.
    package static func isValidOnTheWire(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
