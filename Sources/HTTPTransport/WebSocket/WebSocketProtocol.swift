/// The client's side of an open connection as a state machine: bytes in, events and bytes out (RFC 6455 sections 5 to 7).
package struct WebSocketProtocol: Sendable {
    /// What happened.
    package enum Event: Sendable, Equatable {
        case message(WebSocketMessage)
        /// A ping, which has been answered.
        case ping([UInt8])
        case pong([UInt8])
        /// The closing handshake is over: the peer's close frame came, and ours has been sent.
        case closed(WebSocketClosure)
    }

    private enum Phase: Equatable {
        case open
        /// Our close frame is out; the peer's is awaited.
        case closing
        case closed
    }

    private let limits: WebSocketLimits
    private let mask: @Sendable () -> [UInt8]
    private var parser: WebSocketFrameParser
    private var phase = Phase.open
    private var fragmentedOpcode: WebSocketOpcode?
    private var fragments: [UInt8] = []
    private var validator = UTF8Validator()
    private var output: [UInt8] = []

    /// - Parameters:
    ///   - limits: what is accepted and how messages are cut.
    ///   - mask: gives 4 unpredictable bytes for each frame (section 10.3).
    package init(limits: WebSocketLimits = WebSocketLimits(), mask: @escaping @Sendable () -> [UInt8]) {
        self.limits = limits
        self.mask = mask
        parser = WebSocketFrameParser(maximumPayloadBytes: limits.maximumMessageBytes)
    }

    /// Whether messages can be sent.
    package var isOpen: Bool { phase == .open }

    /// Takes what is to be written to the server since the last call.
    package mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Queues a message, in fragments when it is long.
    ///
    /// - Returns: false when the connection is closing or closed.
    package mutating func send(_ message: WebSocketMessage) -> Bool {
        guard phase == .open else { return false }
        let (opcode, bytes): (WebSocketOpcode, [UInt8]) =
            switch message {
            case .text(let text): (.text, Array(text.utf8))
            case .binary(let bytes): (.binary, bytes)
            }
        var rest = bytes[...]
        var next = opcode
        repeat {
            let piece = rest.prefix(limits.maximumSentFrameBytes)
            rest = rest.dropFirst(piece.count)
            write(WebSocketFrame(isFinal: rest.isEmpty, next, Array(piece)))
            next = .continuation
        } while !rest.isEmpty
        return true
    }

    /// Queues a ping with at most 125 bytes.
    package mutating func ping(_ payload: [UInt8] = []) {
        if phase == .open { write(WebSocketFrame(.ping, Array(payload.prefix(125)))) }
    }

    /// Begins the closing handshake; does nothing once it has begun.
    ///
    /// - Parameters:
    ///   - code: must be valid on the wire.
    ///   - reason: cut after 123 bytes, between characters.
    package mutating func close(_ code: UInt16 = WebSocketCloseCode.normal, reason: String = "") {
        guard phase == .open else { return }
        writeClose(code, reason)
        phase = .closing
    }

    /// Takes bytes from the server.
    ///
    /// - Returns: what happened, in order.
    /// - Throws: a violation; the close frame that tells the server of it is then in the output, and the connection is closed. What
    ///   happened before is lost with it.
    package mutating func receive(_ bytes: [UInt8]) throws(WebSocketViolation) -> [Event] {
        guard phase != .closed else { return [] }
        parser.append(bytes)
        var events: [Event] = []
        do {
            while phase != .closed, let frame = try parser.next() {
                if let event = try take(frame) { events.append(event) }
            }
        } catch {
            if phase == .open { writeClose(error.closeCode, error.message) }
            phase = .closed
            throw error
        }
        return events
    }

    private mutating func take(_ frame: WebSocketFrame) throws(WebSocketViolation) -> Event? {
        switch frame.opcode {
        case .ping:
            if phase == .open { write(WebSocketFrame(.pong, frame.payload)) }
            return .ping(frame.payload)
        case .pong: return .pong(frame.payload)
        case .close: return try takeClose(frame.payload)
        case .continuation:
            guard let opcode = fragmentedOpcode else {
                throw WebSocketViolation("continued a message that it had not begun")
            }
            return try takeData(frame, opcode)
        case .text, .binary:
            guard fragmentedOpcode == nil else {
                throw WebSocketViolation("began a message within another")
            }
            fragments = []
            validator = UTF8Validator()
            return try takeData(frame, frame.opcode)
        }
    }

    private mutating func takeData(
        _ frame: WebSocketFrame, _ opcode: WebSocketOpcode
    ) throws(WebSocketViolation) -> Event? {
        guard fragments.count + frame.payload.count <= limits.maximumMessageBytes else {
            throw WebSocketViolation(
                "sent a message of more than \(limits.maximumMessageBytes) bytes", closeCode: WebSocketCloseCode.tooBig)
        }
        if opcode == .text {
            guard validator.accept(frame.payload), !frame.isFinal || validator.isComplete else {
                throw WebSocketViolation(
                    "sent a text that is not UTF-8", closeCode: WebSocketCloseCode.invalidPayload)
            }
        }
        fragments += frame.payload
        fragmentedOpcode = frame.isFinal ? nil : opcode
        // After our close frame the server's messages are read, but nobody waits for them (section 7.1.1 lets them be dropped).
        guard frame.isFinal, phase == .open else { return nil }
        defer { fragments = [] }
        return .message(opcode == .text ? .text(String(decoding: fragments, as: UTF8.self)) : .binary(fragments))
    }

    private mutating func takeClose(_ payload: [UInt8]) throws(WebSocketViolation) -> Event {
        var closure = WebSocketClosure(code: nil)
        if !payload.isEmpty {
            guard payload.count >= 2 else { throw WebSocketViolation("sent a close frame of one byte") }
            let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
            guard WebSocketCloseCode.isValidOnTheWire(code) else {
                throw WebSocketViolation("closed with the code \(code), which no frame may carry")
            }
            guard let reason = String(validating: payload[2...], as: UTF8.self) else {
                throw WebSocketViolation(
                    "closed with a reason that is not UTF-8", closeCode: WebSocketCloseCode.invalidPayload)
            }
            closure = WebSocketClosure(code: code, reason: reason)
        }
        // The answer repeats the code (section 5.5.1).
        if phase == .open { writeClose(closure.code, "") }
        phase = .closed
        return .closed(closure)
    }

    private mutating func writeClose(_ code: UInt16?, _ reason: String) {
        guard let code else { return write(WebSocketFrame(.close, [])) }
        var bytes = [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)]
        for scalar in reason.unicodeScalars {
            let next = Array(String(scalar).utf8)
            guard bytes.count + next.count <= 125 else { break }
            bytes += next
        }
        write(WebSocketFrame(.close, bytes))
    }

    private mutating func write(_ frame: WebSocketFrame) { output += frame.bytes(maskedWith: mask()) }
}
