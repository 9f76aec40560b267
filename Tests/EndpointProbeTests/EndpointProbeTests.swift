import EndpointProbe
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct EndpointProbeTests {
    // Long: other tests of the process may hold all threads for minutes.
    private static let patience = Duration.seconds(1200)

    /// Works with a probe whose transport is shut down afterwards.
    private static func with(_ work: (EndpointProbe, HostRecorder) async throws -> Void) async throws {
        let transport = CurlTransport()
        let hosts = HostRecorder()
        let probe = EndpointProbe(transport: transport, streams: CurlTransportConfiguration(), hosts: hosts)
        do {
            try await work(probe, hosts)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    @Test(arguments: HealthProbeContract.allCases)
    func keepsTheContract(promise: HealthProbeContract) async throws {
        try await Self.with { probe, _ in
            switch promise.behaviour {
            case .answers(let status, let body):
                let server = try ScriptedServer { request in
                    request.path == "/stage/health" ? .text(body, status: status) : .text("", status: 404)
                }
                defer { server.stop() }
                // A slash at the end of the URL is not doubled.
                for url in ["\(server.url)/stage", "\(server.url)/stage/"] {
                    try await promise.verify(probe, of: HealthProbeContract.stack(url: url), route: .url)
                }
            case .isSilent:
                let listener = try SilentListener()
                let stack = HealthProbeContract.stack(url: "http://127.0.0.1:\(listener.port)")
                try await promise.verify(probe, of: stack, route: .url)
                withExtendedLifetime(listener) {}
            case .isAbsent:
                let port = try SilentListener.closedPort()
                let stack = HealthProbeContract.stack(url: "http://127.0.0.1:\(port)")
                try await promise.verify(probe, of: stack, route: .url)
            }
        }
    }

    @Test func redirectsAreAnswers() async throws {
        let server = try ScriptedServer { _ in .response(status: 302, headers: [HTTPHeader("Location", "/login")]) }
        defer { server.stop() }
        try await Self.with { probe, _ in
            let check = HealthCheck(.http(path: "/", status: 302, body: nil))
            let answer = try await probe.ask(
                check, of: HealthProbeContract.stack(url: server.url), within: Self.patience)
            #expect(answer == .healthy("GET \(server.url)/ answered 302"))
        }
        #expect(server.requests.count == 1)
    }

    @Test func whatDoesNotPassIsThrown() async throws {
        try await Self.with { probe, _ in
            let check = HealthCheck(.http(path: "/", status: 200, body: nil))
            let error = await #expect(throws: ProvisioningError.self) {
                try await probe.ask(check, of: HealthProbeContract.stack(url: "http://a b"), within: Self.patience)
            }
            #expect(error?.code == "UnreachableEndpoint" && error?.hint?.contains("via: invoke") == true)
            var stack = HealthProbeContract.stack(url: "u")
            stack.resources[0].outputs = [:]
            let bare = stack
            let missing = await #expect(throws: ProvisioningError.self) {
                try await probe.ask(check, of: bare, within: Self.patience)
            }
            #expect(missing?.code == "MissingOutput")
        }
    }

    /// A server of WebSocket connections that sends these frames after its handshake, without reading any.
    private static func server(_ frames: [UInt8]) throws -> ScriptedServer {
        try ScriptedServer { request in
            guard let key = request.headers.first("Sec-WebSocket-Key") else { return .text("", status: 400) }
            if request.headers.first("Sec-WebSocket-Protocol") == "wrong" { return .text("who are you?", status: 401) }
            guard let digest = try? SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)) else {
                return .dropBeforeAnswer
            }
            let accept = Base64.encode(digest)
            let agreed =
                request.headers.first("Sec-WebSocket-Protocol").map { "Sec-WebSocket-Protocol: \($0)\r\n" } ?? ""
            let head =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "\(agreed)Sec-WebSocket-Accept: \(accept)\r\n\r\n"
            return .raw(Array(head.utf8) + frames)
        }
    }

    private static func text(_ text: String) -> [UInt8] { [0x81, UInt8(text.utf8.count)] + Array(text.utf8) }
    private static let going: [UInt8] = [0x88, 6, 0x0F, 0xA1] + Array("full".utf8)

    private static func talk(
        _ frames: [UInt8], send: String? = nil, expect: String? = nil, subprotocol: String? = nil,
        within limit: Duration = patience
    ) async throws -> String {
        let server = try server(frames)
        defer { server.stop() }
        var words = ""
        try await with { probe, hosts in
            let check = HealthCheck(.webSocket(send: send, expect: expect, subprotocol: subprotocol))
            let url = "ws" + server.url.dropFirst(4)
            let answer = try await probe.ask(check, of: HealthProbeContract.stack(url: url), within: limit)
            #expect(hosts.hosts == ["127.0.0.1:\(server.port)"])
            words = "\(answer)".replacing(url, with: "U")
        }
        return words
    }

    @Test func aHandshakeIsEnough() async throws {
        #expect(try await Self.talk(Self.going) == #"healthy("U took a WebSocket connection")"#)
        #expect(
            try await Self.talk(Self.going, subprotocol: "v1") == #"healthy("U took a WebSocket connection")"#)
    }

    @Test func anExpectedMessageIsWaitedFor() async throws {
        let frames = Self.text("hello") + Self.text("welcome bob") + Self.going
        let answer = try await Self.talk(frames, expect: "welcome")
        #expect(answer.hasPrefix("healthy(") && answer.contains("welcome bob"))
        #expect(try await Self.talk(frames, send: "hi").contains("hello"))
        let binary: [UInt8] = [0x82, 2, 0x6F, 0x6B]
        #expect(try await Self.talk(binary + Self.going, send: "hi", expect: "ok").hasPrefix("healthy("))
    }

    @Test func anotherEndIsNotHealthy() async throws {
        let closed = try await Self.talk(Self.text("hello") + Self.going, send: "hi", expect: "welcome")
        #expect(closed.hasPrefix("unhealthy(") && closed.contains("4001") && closed.contains("hello"))
        #expect(closed.contains("expected a message with"))
        let refused = try await Self.talk([], subprotocol: "wrong")
        #expect(refused.hasPrefix("unhealthy(") && refused.contains("401") && refused.contains("who are you?"))
        let violated = try await Self.talk([0x83, 0], send: "hi")
        #expect(violated.hasPrefix("unhealthy("))
        let silent = try await Self.talk([], send: "hi", within: .milliseconds(200))
        #expect(silent.hasPrefix("unhealthy("))
    }
}
