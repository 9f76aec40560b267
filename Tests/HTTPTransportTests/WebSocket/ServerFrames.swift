import Testing

@testable import HTTPTransport

/// Bytes as a server sends them, right or wrong.
enum ServerFrames {
    static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        switch payload.count {
        case ..<126: [first, UInt8(payload.count)] + payload
        case ..<65536: [first, 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)] + payload
        default:
            [first, 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) } + payload
        }
    }

    static func text(_ text: String, isFinal: Bool = true) -> [UInt8] {
        frame(isFinal ? 0x81 : 0x01, Array(text.utf8))
    }

    static func continuation(_ text: String, isFinal: Bool) -> [UInt8] {
        frame(isFinal ? 0x80 : 0x00, Array(text.utf8))
    }

    static func close(_ code: UInt16, _ reason: String = "") -> [UInt8] {
        frame(0x88, [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8))
    }

    /// What a machine has to send, which must be masked.
    static func required(_ machine: inout WebSocketProtocol) throws -> [(first: UInt8, payload: [UInt8])] {
        let output = machine.takeOutput()
        return try #require(clientFrames(output))
    }

    /// A client's frames, unmasked; nil when one of them is not masked.
    static func clientFrames(_ bytes: [UInt8]) -> [(first: UInt8, payload: [UInt8])]? {
        var frames: [(UInt8, [UInt8])] = []
        var rest = bytes[...]
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        while !rest.isEmpty {
            let head = take(2)
            guard head[1] & 0x80 != 0 else { return nil }
            var length = Int(head[1] & 0x7F)
            if length >= 126 { length = take(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) } }
            let key = take(4)
            frames.append((head[0], take(length).enumerated().map { $1 ^ key[$0 & 3] }))
        }
        return frames
    }
}
