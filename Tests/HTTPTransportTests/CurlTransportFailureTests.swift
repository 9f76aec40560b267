import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("CurlTransport: failures, limits, cancellation")
struct CurlTransportFailureTests {
    private func failure(
        of request: HTTPRequest, _ configuration: CurlTransportConfiguration = CurlTransportConfiguration()
    ) async throws -> HTTPTransportError? {
        try await withCurlTransport(configuration) { transport in
            try await transportError { _ = try await transport.send(request) }
        }
    }

    @Test("nobody listens")
    func refusedConnection() async throws {
        let port = try SilentListener.closedPort()
        let error = try await failure(of: HTTPRequest(url: "http://127.0.0.1:\(port)/"))
        #expect(error?.code == .connectFailed)
        #expect(error?.requestMayHaveBeenProcessed == false)
        #expect(error?.host == "127.0.0.1:\(port)")
        #expect(error?.method == "GET")
    }

    @Test("a TLS handshake without an answer meets the connect limit")
    func connectTimeout() async throws {
        let listener = try SilentListener()
        let request = HTTPRequest(
            url: "https://127.0.0.1:\(listener.port)/", timeouts: HTTPTimeouts(connect: .milliseconds(60)))
        let error = try await failure(of: request)
        #expect(error?.code == .timeout(.connect))
        #expect(error?.requestMayHaveBeenProcessed == false)
        withExtendedLifetime(listener) {}
    }

    @Test("silence after the request meets the idle limit")
    func idleTimeout() async throws {
        let listener = try SilentListener()
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(listener.port)/", timeouts: HTTPTimeouts(idle: .milliseconds(60)))
        let error = try await failure(of: request)
        #expect(error?.code == .timeout(.idle))
        #expect(error?.requestMayHaveBeenProcessed == true)
        withExtendedLifetime(listener) {}
    }

    @Test("a slow answer meets the total limit")
    func totalTimeout() async throws {
        let gate = ServerGate()
        try await withScriptedServer { _ in
            .delayed(until: gate, .text("late"))
        } _: { server in
            let request = HTTPRequest(url: server.url, timeouts: HTTPTimeouts(total: .milliseconds(500)))
            let error = try await failure(of: request)
            #expect(error?.code == .timeout(.total))
            #expect(error?.requestMayHaveBeenProcessed == true)
        }
    }

    @Test("a connection that ends before the whole answer")
    func lostAnswers() async throws {
        let bytes = [UInt8](repeating: 1, count: 100)
        for answer in [ScriptedAnswer.dropBeforeAnswer, .truncated(status: 200, body: bytes, sentBytes: 40)] {
            try await withScriptedServer { _ in
                answer
            } _: { server in
                let error = try await failure(of: HTTPRequest(method: "POST", url: server.url, body: .bytes([1])))
                #expect(error?.code == .connectionLost)
                #expect(error?.requestMayHaveBeenProcessed == true)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("a request lost on a reused connection is sent again by libcurl only when it is idempotent")
    func sendsOnlyIdempotentAgain() async throws {
        for isIdempotent in [false, true] {
            try await withServerDroppingTheSecondRequest { server in
                try await withCurlTransport { transport in
                    let request = HTTPRequest(
                        method: "POST", url: server.url, body: .bytes([1]), isIdempotent: isIdempotent)
                    _ = try await transport.send(request)
                    let error = try await transportError { _ = try await transport.send(request) }
                    #expect(error?.code == (isIdempotent ? nil : .connectionLost))
                    #expect(server.requests.count == (isIdempotent ? 3 : 2))
                }
            }
        }
    }

    @Test("an answer that is no HTTP")
    func protocolViolation() async throws {
        try await withScriptedServer { _ in
            .closeAfter(.raw(Array("SSH-2.0-x\r\n".utf8)))
        } _: { server in
            let error = try await failure(of: HTTPRequest(url: server.url))
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test("an answer over the limit")
    func limitsAnswer() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.maximumResponseBytes = 1000
        try await withScriptedServer { request in
            .response(status: 200, body: [UInt8](repeating: 1, count: request.path == "/fits" ? 1000 : 1001))
        } _: { server in
            try await withCurlTransport(configuration) { transport in
                #expect(try await transport.send(HTTPRequest(url: server.url + "/fits")).body.count == 1000)
                let error = try await transportError { _ = try await transport.send(HTTPRequest(url: server.url)) }
                #expect(error?.code == .tooLarge)
                #expect(error?.message == "the answer is longer than 1000 bytes")
            }
        }
    }

    @Test("a request that cannot be sent is refused before libcurl is opened")
    func refusesInvalidRequests() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.libraryName = "libnone.so"
        let broken = [
            HTTPRequest(url: "nowhere"), HTTPRequest(url: "http://h/", headers: [HTTPHeader("A", "\r\nB: 1")]),
        ]
        for request in broken {
            let error = try await failure(of: request, configuration)
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("a missing libcurl is named with what to install")
    func namesMissingLibrary() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.libraryName = "libcurl-of-nobody.so.4"
        let error = try await failure(of: HTTPRequest(url: "http://127.0.0.1:1/"), configuration)
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.contains("libcurl-of-nobody.so.4") == true)
        #expect(error.map { "\($0)" }?.hasSuffix("Install it: apt-get install libcurl4.") == true)
    }

    @Test("http through a proxy; a proxy that is not there")
    func usesProxy() async throws {
        try await withScriptedServer { _ in
            .text("from the proxy")
        } _: { proxy in
            let configuration = CurlTransportConfiguration.fromEnvironment(["HTTP_PROXY": proxy.url])
            try await withCurlTransport(configuration) { transport in
                let response = try await transport.send(HTTPRequest(url: "http://api.invalid/a?b"))
                #expect(response.body == Array("from the proxy".utf8))
                #expect(proxy.requests.first?.target == "http://api.invalid/a?b")
            }
        }
        let port = try SilentListener.closedPort()
        let broken = CurlTransportConfiguration.fromEnvironment(["ALL_PROXY": "http://me:word@127.0.0.1:\(port)"])
        let error = try await failure(of: HTTPRequest(url: "https://api.invalid/"), broken)
        #expect(error?.code == .proxy)
        #expect(error?.message.contains("REDACTED@127.0.0.1:\(port)") == true)
        #expect(error?.message.contains("word") == false)
    }

    @Test("a proxy that refuses the tunnel")
    func reportsRefusedTunnel() async throws {
        try await withScriptedServer { _ in
            .response(status: 403)
        } _: { proxy in
            let configuration = CurlTransportConfiguration.fromEnvironment(["HTTPS_PROXY": proxy.url])
            let error = try await failure(of: HTTPRequest(url: "https://api.invalid/"), configuration)
            #expect(error?.code == .proxy)
            #expect(error?.message.contains("403") == true)
        }
    }
}
