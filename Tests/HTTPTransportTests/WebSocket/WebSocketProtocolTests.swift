import Testing

@testable import HTTPTransport

@Suite("WebSocketProtocol")
struct WebSocketProtocolTests {
    typealias Event = WebSocketProtocol.Event

    private static func machine(_ limits: WebSocketLimits = WebSocketLimits()) -> WebSocketProtocol {
        WebSocketProtocol(limits: limits) { [0x12, 0x34, 0x56, 0x78] }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let events: [Event]
    }

    static let accepted: [Case] = [
        Case(testDescription: "a text", bytes: ServerFrames.text("grüße"), events: [.message(.text("grüße"))]),
        Case(testDescription: "an empty text", bytes: ServerFrames.text(""), events: [.message(.text(""))]),
        Case(
            testDescription: "bytes", bytes: ServerFrames.frame(0x82, [0, 255, 1]),
            events: [.message(.binary([0, 255, 1]))]),
        Case(
            testDescription: "a payload of 126 bytes", bytes: ServerFrames.frame(0x82, Array(repeating: 7, count: 126)),
            events: [.message(.binary(Array(repeating: 7, count: 126)))]),
        Case(
            testDescription: "a payload of 65,536 bytes",
            bytes: ServerFrames.frame(0x82, Array(repeating: 7, count: 65536)),
            events: [.message(.binary(Array(repeating: 7, count: 65536)))]),
        Case(
            testDescription: "fragments",
            bytes: ServerFrames.text("a", isFinal: false) + ServerFrames.continuation("", isFinal: false)
                + ServerFrames.continuation("b", isFinal: true), events: [.message(.text("ab"))]),
        Case(
            testDescription: "control frames between fragments",
            bytes: ServerFrames.text("a", isFinal: false) + ServerFrames.frame(0x89, [1, 2])
                + ServerFrames.frame(0x8A, [3]) + ServerFrames.continuation("b", isFinal: true),
            events: [.ping([1, 2]), .pong([3]), .message(.text("ab"))]),
        Case(
            testDescription: "a character split by fragments",
            bytes: ServerFrames.frame(0x01, [0xF0, 0x9F]) + ServerFrames.frame(0x80, [0x98, 0x80]),
            events: [.message(.text("😀"))]),
        Case(
            testDescription: "a close frame without code", bytes: ServerFrames.frame(0x88, []),
            events: [.closed(WebSocketClosure(code: nil))]),
        Case(
            testDescription: "a close frame with code and reason", bytes: ServerFrames.close(4001, "as asked"),
            events: [.closed(WebSocketClosure(code: 4001, reason: "as asked"))]),
        Case(
            testDescription: "nothing after a close frame counts", bytes: ServerFrames.close(1000) + [0xFF, 0xFF],
            events: [.closed(WebSocketClosure(code: 1000))]),
    ]

    @Test("what the server sends, whole and byte by byte", arguments: accepted)
    func accepts(_ entry: Case) throws {
        var whole = Self.machine()
        let result1 = try whole.receive(entry.bytes)
        #expect(result1 == entry.events)
        var pieces = Self.machine()
        var events: [Event] = []
        for byte in entry.bytes { events += try pieces.receive([byte]) }
        #expect(events == entry.events)
        let result8 = pieces.takeOutput()
        let wholeOutput = whole.takeOutput()
        #expect(result8 == wholeOutput)
    }

    struct Violation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let code: UInt16
    }

    static let violations: [Violation] = [
        Violation(testDescription: "a reserved bit", bytes: [0xC1, 0], code: 1002),
        Violation(testDescription: "another reserved bit", bytes: [0x91, 0], code: 1002),
        Violation(testDescription: "a reserved data opcode", bytes: [0x83, 0], code: 1002),
        Violation(testDescription: "a reserved control opcode", bytes: [0x8B, 0], code: 1002),
        Violation(testDescription: "a masked frame", bytes: [0x81, 0x81, 0, 0, 0, 0, 65], code: 1002),
        Violation(testDescription: "a fragmented ping", bytes: [0x09, 0], code: 1002),
        Violation(testDescription: "a ping of 126 bytes", bytes: [0x89, 126, 0, 126], code: 1002),
        Violation(
            testDescription: "a continuation of nothing", bytes: ServerFrames.continuation("a", isFinal: true),
            code: 1002),
        Violation(
            testDescription: "a message within another",
            bytes: ServerFrames.text("a", isFinal: false) + ServerFrames.text("b"), code: 1002),
        Violation(testDescription: "a length in too many bytes", bytes: [0x82, 126, 0, 5], code: 1002),
        Violation(
            testDescription: "a length in far too many", bytes: [0x82, 127, 0, 0, 0, 0, 0, 0, 255, 255], code: 1002),
        Violation(testDescription: "a negative length", bytes: [0x82, 127, 128, 0, 0, 0, 0, 0, 0, 0], code: 1002),
        Violation(testDescription: "a close frame of one byte", bytes: [0x88, 1, 3], code: 1002),
        Violation(testDescription: "a close frame with code 1005", bytes: ServerFrames.close(1005), code: 1002),
        Violation(testDescription: "a close frame with code 999", bytes: ServerFrames.close(999), code: 1002),
        Violation(testDescription: "a close frame with code 2000", bytes: ServerFrames.close(2000), code: 1002),
        Violation(
            testDescription: "a reason that is not UTF-8", bytes: [0x88, 3, 0x03, 0xE8, 0xFF], code: 1007),
        Violation(
            testDescription: "a text that is not UTF-8", bytes: ServerFrames.frame(0x81, [0xC0, 0xAF]), code: 1007),
        Violation(testDescription: "a surrogate", bytes: ServerFrames.frame(0x81, [0xED, 0xA0, 0x80]), code: 1007),
        Violation(
            testDescription: "a text that ends within a character", bytes: ServerFrames.frame(0x81, [0xE2, 0x82]),
            code: 1007),
        Violation(
            testDescription: "bad UTF-8 in a fragment, told at once", bytes: ServerFrames.frame(0x01, [0x80]),
            code: 1007),
        Violation(
            testDescription: "a frame above the limit, told at its header",
            bytes: [0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 1], code: 1009),
        Violation(
            testDescription: "a message above the limit",
            bytes: ServerFrames.frame(0x02, Array(repeating: 0, count: 1 << 20)) + ServerFrames.frame(0x80, [1]),
            code: 1009),
    ]

    @Test("violations end the connection and are told to the server", arguments: violations)
    func refuses(_ entry: Violation) throws {
        var machine = Self.machine()
        let error = #expect(throws: WebSocketViolation.self) { _ = try machine.receive(entry.bytes) }
        #expect(error?.closeCode == entry.code)
        let sent = try ServerFrames.required(&machine)
        #expect(sent.map(\.first) == [0x88])
        #expect(sent.first?.payload.prefix(2) == [UInt8(entry.code >> 8), UInt8(entry.code & 255)])
        #expect((sent.first?.payload.count ?? 126) <= 125)
        #expect(!machine.isOpen)
        let result2 = try machine.receive(ServerFrames.text("late"))
        #expect(result2.isEmpty)
    }

    @Test("frames are masked and long messages fragmented", arguments: [0, 1, 125, 126, 200, 65535, 65536, 100_000])
    func sends(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var machine = Self.machine(WebSocketLimits(maximumSentFrameBytes: 70_000))
        let result4 = machine.send(.binary(bytes))
        #expect(result4)
        let frames = try ServerFrames.required(&machine)
        #expect(frames.flatMap(\.payload) == bytes)
        #expect(frames.map(\.first) == (count > 70_000 ? [0x02, 0x80] : [0x82]))
    }

    @Test("a text is cut anywhere: the peer puts it together")
    func sendsFragmentedText() throws {
        var machine = Self.machine(WebSocketLimits(maximumSentFrameBytes: 3))
        let result5 = machine.send(.text("grüße"))
        #expect(result5)
        let frames = try ServerFrames.required(&machine)
        #expect(frames.map(\.first) == [0x01, 0x00, 0x80])
        #expect(frames.flatMap(\.payload) == Array("grüße".utf8))
    }

    @Test("a ping is answered with its payload")
    func answersPings() throws {
        var machine = Self.machine()
        let result3 = try machine.receive(ServerFrames.frame(0x89, [1, 2, 3]))
        #expect(result3 == [.ping([1, 2, 3])])
        let frames = try ServerFrames.required(&machine)
        #expect(frames.map(\.first) == [0x8A] && frames.first?.payload == [1, 2, 3])
    }

    @Test("the server's close is answered with its code, and nothing can be sent any more")
    func answersClose() throws {
        var machine = Self.machine()
        _ = try machine.receive(ServerFrames.close(4001, "bye"))
        let frames = try ServerFrames.required(&machine)
        #expect(frames.map(\.first) == [0x88] && frames.first?.payload == [0x0F, 0xA1])
        let result6 = machine.send(.text("late"))
        #expect(!result6)
        let result9 = machine.takeOutput()
        #expect(result9.isEmpty)
    }

    @Test("our close waits for the server's; messages that cross it are dropped, and it is sent once")
    func closes() throws {
        var machine = Self.machine()
        machine.close(1000, reason: "done")
        machine.close(1001)
        let result7 = machine.send(.text("late"))
        #expect(!result7)
        let frames = try ServerFrames.required(&machine)
        #expect(frames.map(\.first) == [0x88] && frames.first?.payload == [0x03, 0xE8] + Array("done".utf8))
        let events = try machine.receive(ServerFrames.text("crossing") + ServerFrames.close(1000))
        #expect(events == [.closed(WebSocketClosure(code: 1000))])
        let result10 = machine.takeOutput()
        #expect(result10.isEmpty)
    }

    @Test("a long reason is cut between characters")
    func cutsReasons() throws {
        var machine = Self.machine()
        machine.close(1000, reason: String(repeating: "ü", count: 100))
        let payload = try #require(ServerFrames.required(&machine).first?.payload)
        #expect(payload.count == 2 + 122)
        #expect(String(validating: payload[2...], as: UTF8.self) == String(repeating: "ü", count: 61))
    }

    @Test("seeded noise never crashes and never yields a message that the server did not finish")
    func survivesNoise() {
        var generator = SplitMix(state: 7)
        for _ in 0..<2000 {
            var machine = Self.machine(WebSocketLimits(maximumMessageBytes: 4096))
            var bytes = ServerFrames.text("ok") + ServerFrames.text("x", isFinal: false)
            for _ in 0..<Int(generator.next() % 40) { bytes.append(UInt8(truncatingIfNeeded: generator.next())) }
            let events = (try? machine.receive(bytes)) ?? [.message(.text("ok"))]
            #expect(events.first == .message(.text("ok")))
        }
    }
}

/// A small seeded generator (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
