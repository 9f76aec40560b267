import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("WebSocketConnection against independent servers")
struct WebSocketPeerTests {
    // Long: other tests of the process may hold all threads for minutes.
    private static let timeouts = HTTPTimeouts(
        connect: .seconds(1200), idle: .seconds(1200), total: .seconds(1200))

    private static func connect(
        _ port: Int, _ path: String, protocols: [String] = [], limits: WebSocketLimits = WebSocketLimits()
    ) async throws -> WebSocketConnection {
        try await WebSocketConnection.connect(
            "ws://127.0.0.1:\(port)\(path)", protocols: protocols, limits: limits, timeouts: timeouts)
    }

    @Test("echo of texts and bytes of many sizes, fragmented by us", arguments: WebSocketPeer.Kind.allCases)
    func echoes(_ kind: WebSocketPeer.Kind) async throws {
        try await WebSocketPeer.with(kind) { peer in
            let connection = try await Self.connect(
                peer.port, "/", limits: WebSocketLimits(maximumMessageBytes: 2 << 20, maximumSentFrameBytes: 1000))
            for count in [0, 1, 125, 126, 999, 1000, 1001, 65535, 65536, 300_000] {
                let text = String(repeating: "ü", count: count / 2)
                try await connection.send(.text(text))
                #expect(try await connection.receive() == .text(text))
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                try await connection.send(.binary(bytes))
                #expect(try await connection.receive() == .binary(bytes))
            }
            #expect(await connection.close() == WebSocketClosure(code: 1000))
        }
    }

    @Test("fragments with a ping between them", arguments: WebSocketPeer.Kind.allCases)
    func readsFragments(_ kind: WebSocketPeer.Kind) async throws {
        try await WebSocketPeer.with(kind) { peer in
            let connection = try await Self.connect(peer.port, "/fragments")
            #expect(try await connection.receive() == .text("one two three"))
            await connection.close()
        }
    }

    @Test("a ping is answered while we wait for a message", arguments: WebSocketPeer.Kind.allCases)
    func answersPings(_ kind: WebSocketPeer.Kind) async throws {
        try await WebSocketPeer.with(kind) { peer in
            let connection = try await Self.connect(peer.port, "/pings")
            #expect(try await connection.receive() == .text(kind == .node ? "pong payload" : "pong came"))
            await connection.close()
        }
    }

    @Test("the server closes with a code and a reason", arguments: WebSocketPeer.Kind.allCases)
    func isClosed(_ kind: WebSocketPeer.Kind) async throws {
        try await WebSocketPeer.with(kind) { peer in
            let connection = try await Self.connect(peer.port, "/close")
            #expect(try await connection.receive() == nil)
            #expect(await connection.closure == WebSocketClosure(code: 4001, reason: "as asked"))
            await #expect(throws: WebSocketError.notOpen) { try await connection.send(.text("late")) }
            if kind == .node { #expect(peer.process.firstLine() == "4001 ") }
        }
    }

    @Test("we close with a code and a reason, and the server sees both")
    func closes() async throws {
        try await WebSocketPeer.with(.node) { peer in
            let connection = try await Self.connect(peer.port, "/")
            #expect(await connection.close(4002, reason: "enough") == WebSocketClosure(code: 4002, reason: "enough"))
            #expect(peer.process.firstLine() == "4002 enough")
        }
    }

    @Test("sub-protocols", arguments: WebSocketPeer.Kind.allCases)
    func agrees(_ kind: WebSocketPeer.Kind) async throws {
        try await WebSocketPeer.with(kind) { peer in
            let connection = try await Self.connect(peer.port, "/", protocols: ["v2", "v1"])
            #expect(connection.subprotocol == "v1")
            await connection.close()
            await #expect(throws: WebSocketError.self) {
                try await Self.connect(peer.port, "/", protocols: ["unknown"])
            }
        }
    }

    @Test("a refused handshake tells the status")
    func isRefused() async throws {
        try await WebSocketPeer.with(.node) { peer in
            let error = await #expect(throws: WebSocketError.self) { try await Self.connect(peer.port, "/refused") }
            guard case .refused(let refusal, let url) = error else {
                Issue.record("\(error as Any)")
                return
            }
            #expect(refusal.status == 401)
            #expect(url.hasSuffix("/refused"))
        }
    }

    @Test("a connection that just ends", arguments: WebSocketPeer.Kind.allCases)
    func isLost(_ kind: WebSocketPeer.Kind) async throws {
        try await WebSocketPeer.with(kind) { peer in
            let connection = try await Self.connect(kind == .python ? peer.rawPort : peer.port, "/vanish")
            let error = await #expect(throws: WebSocketError.self) { try await connection.receive() }
            switch error {
            case .endedWithoutClose, .transport: break
            default: Issue.record("\(error as Any)")
            }
        }
    }

    @Test(
        "a server that breaks the rules is told so with the right code",
        arguments: [
            ("/masked", 1002), ("/reserved-bit", 1002), ("/reserved-opcode", 1002), ("/fragmented-ping", 1002),
            ("/long-ping", 1002), ("/continuation", 1002), ("/interleaved", 1002), ("/bad-utf8", 1007),
            ("/bad-utf8-fragment", 1007), ("/oversized", 1009), ("/oversized-message", 1009), ("/close-1005", 1002),
            ("/close-one-byte", 1002), ("/close-bad-reason", 1007),
        ])
    func refuses(_ path: String, _ code: Int) async throws {
        try await WebSocketPeer.with(.python) { peer in
            let error = await #expect(throws: WebSocketError.self) {
                let connection = try await Self.connect(peer.rawPort, path)
                _ = try await connection.receive()
            }
            guard case .violation(let violation) = error else {
                Issue.record("\(error as Any)")
                return
            }
            #expect(Int(violation.closeCode) == code)
            #expect(peer.process.firstLine() == "\(code)")
        }
    }

    @Test("an extension that was not offered")
    func refusesDeflate() async throws {
        try await WebSocketPeer.with(.python) { peer in
            let error = await #expect(throws: WebSocketError.self) { try await Self.connect(peer.rawPort, "/deflate") }
            #expect(error?.description.contains("permessage-deflate") == true)
        }
    }

    @Test("over TLS, with a certificate of our own", arguments: WebSocketPeer.Kind.allCases)
    func speaksTLS(_ kind: WebSocketPeer.Kind) async throws {
        guard let server = try TLSServer() else { return }
        defer { server.stop() }
        let key = server.folder.path + "/key.pem"
        guard let peer = try WebSocketPeer(kind, tls: (key, server.certificate)) else { return }
        defer { peer.process.finish() }
        let url = "wss://localhost:\(peer.port)/"
        var configuration = CurlTransportConfiguration()
        configuration.caBundle = server.certificate
        let connection = try await WebSocketConnection.connect(
            url, timeouts: Self.timeouts, configuration: configuration)
        let text = String(repeating: "secret ", count: 40_000)
        try await connection.send(.text(text))
        #expect(try await connection.receive() == .text(text))
        await connection.close()
        let error = await #expect(throws: WebSocketError.self) {
            try await WebSocketConnection.connect(url, timeouts: Self.timeouts)
        }
        guard case .transport(let failure) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(failure.code == .tlsTrust)
    }
}
