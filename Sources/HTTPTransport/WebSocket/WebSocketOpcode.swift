/// What a frame carries (RFC 6455 section 5.2); the other eleven numbers are reserved.
package enum WebSocketOpcode: UInt8, Sendable, Equatable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Whether it may stand between the fragments of a message (section 5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
