/// One frame (RFC 6455 section 5.2).
package struct WebSocketFrame: Sendable, Equatable {
    /// Whether it is the last fragment of its message.
    package var isFinal: Bool
    package var opcode: WebSocketOpcode
    /// The payload, unmasked.
    package var payload: [UInt8]

    package init(isFinal: Bool = true, _ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        self.isFinal = isFinal
        self.opcode = opcode
        self.payload = payload
    }

    /// The frame on the wire as a client sends it: masked with `key` (section 5.3).
    package func bytes(maskedWith key: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | opcode.rawValue]
        bytes.reserveCapacity(payload.count + 14)
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65536:
            bytes.append(0x80 | 126)
            bytes += Self.bigEndian(UInt64(payload.count), count: 2)
        default:
            bytes.append(0x80 | 127)
            bytes += Self.bigEndian(UInt64(payload.count), count: 8)
        }
        bytes += key
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ key[index & 3]) }
        return bytes
    }

    private static func bigEndian(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) }
    }
}
