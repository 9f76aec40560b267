/// Reads a server's frames out of bytes that come in pieces of any size (RFC 6455 section 5).
package struct WebSocketFrameParser: Sendable {
    private let maximumPayloadBytes: Int
    private var buffer: [UInt8] = []
    private var start = 0

    /// - Parameter maximumPayloadBytes: a frame with a longer payload is refused as soon as its header is there.
    package init(maximumPayloadBytes: Int) {
        self.maximumPayloadBytes = maximumPayloadBytes
    }

    /// Takes bytes in.
    package mutating func append(_ bytes: [UInt8]) {
        if start > 0, start == buffer.count || start > 64 * 1024 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += bytes
    }

    /// The next whole frame; nil when more bytes are needed.
    ///
    /// - Throws: a violation for reserved bits and opcodes, masked frames, control frames that are fragmented or longer than 125 bytes,
    ///   lengths that are not as short as they could be, and payloads above the limit.
    package mutating func next() throws(WebSocketViolation) -> WebSocketFrame? {
        let available = buffer.count - start
        guard available >= 2 else { return nil }
        let (first, second) = (buffer[start], buffer[start + 1])
        guard first & 0x70 == 0 else {
            throw WebSocketViolation("set a reserved bit of a frame, although no extension was agreed on")
        }
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else {
            throw WebSocketViolation("sent a frame with the reserved opcode \(first & 0x0F)")
        }
        guard second & 0x80 == 0 else { throw WebSocketViolation("masked a frame, which only clients do") }
        let isFinal = first & 0x80 != 0
        let short = Int(second & 0x7F)
        if opcode.isControl {
            guard isFinal else { throw WebSocketViolation("fragmented a control frame") }
            guard short < 126 else { throw WebSocketViolation("sent a control frame of more than 125 bytes") }
        }
        let lengthBytes = short == 126 ? 2 : short == 127 ? 8 : 0
        guard available >= 2 + lengthBytes else { return nil }
        let length = try self.length(short, lengthBytes)
        guard length <= UInt64(maximumPayloadBytes) else {
            throw WebSocketViolation(
                "sent a frame of \(length) bytes; at most \(maximumPayloadBytes) are read",
                closeCode: WebSocketCloseCode.tooBig)
        }
        let begin = start + 2 + lengthBytes
        guard buffer.count - begin >= Int(length) else { return nil }
        let payload = Array(buffer[begin..<(begin + Int(length))])
        start = begin + Int(length)
        return WebSocketFrame(isFinal: isFinal, opcode, payload)
    }

    private func length(_ short: Int, _ count: Int) throws(WebSocketViolation) -> UInt64 {
        guard count > 0 else { return UInt64(short) }
        let length = buffer[(start + 2)..<(start + 2 + count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length >> 63 == 0 else { throw WebSocketViolation("sent a frame length with its highest bit set") }
        guard length > (count == 2 ? 125 : 65535) else {
            throw WebSocketViolation("wrote the length \(length) of a frame in more bytes than it needs")
        }
        return length
    }
}
