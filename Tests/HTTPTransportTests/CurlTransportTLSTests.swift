import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("CurlTransport: TLS and HTTP/2")
struct CurlTransportTLSTests {
    @Test("HTTP/2 where the server offers it: a hundred requests at once on one connection")
    func speaksVersion2() async throws {
        try await withTLSServer { server in
            let recorder = MetricsRecorder()
            var configuration = recorder.configuration
            configuration.caBundle = server.certificate
            try await withCurlTransport(configuration) { transport in
                let url = server.url
                let answers = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            let request = HTTPRequest(method: "POST", url: url, body: .bytes([1, 2, 3]))
                            return String(decoding: try await transport.send(request).body, as: UTF8.self)
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(answers == ["2.0 POST 3"])
            }
            #expect(recorder.metrics.count == 100)
            #expect(recorder.metrics.allSatisfy { $0.httpVersion == "2" })
            #expect(recorder.metrics.map(\.newConnections).reduce(0, +) == 1)
        }
    }

    @Test("a file is streamed over HTTP/2, and a long answer read")
    func streamsOverVersion2() async throws {
        try await withTLSServer { server in
            var configuration = CurlTransportConfiguration()
            configuration.caBundle = server.certificate
            let file = try server.folder.write("upload", [UInt8](repeating: 7, count: 3_000_000))
            try await withCurlTransport(configuration) { transport in
                let upload = HTTPRequest(
                    method: "PUT", url: server.url, body: .file(path: file, length: 3_000_000, sha256: ""))
                let uploaded = try await transport.send(upload)
                #expect(uploaded.body == Array("2.0 PUT 3000000".utf8))
                let long = HTTPRequest(url: server.url + "/?length=2000000")
                let answer = try await transport.send(long)
                #expect(answer.body.count == 2_000_000)
            }
        }
    }

    @Test("a certificate that the bundle in use does not hold")
    func refusesUnknownIssuer() async throws {
        try await withTLSServer { server in
            let error = try await withCurlTransport { transport in
                try await transportError { _ = try await transport.send(HTTPRequest(url: server.url)) }
            }
            #expect(error?.code == .tlsTrust)
            #expect(error?.requestMayHaveBeenProcessed == false)
            #expect(error?.caBundle == nil)
            #expect(error?.host == "localhost:\(server.port)")
            #expect(error.map { "\($0)" }?.contains("the system's") == true)
        }
    }

    @Test("a CA bundle that is not there is named")
    func namesMissingBundle() async throws {
        try await withTLSServer { server in
            let missing = server.folder.path + "/missing.pem"
            let configuration = CurlTransportConfiguration.fromEnvironment(["AWS_CA_BUNDLE": missing])
            let error = try await withCurlTransport(configuration) { transport in
                try await transportError { _ = try await transport.send(HTTPRequest(url: server.url)) }
            }
            #expect(error?.code == .tlsTrust)
            #expect(error?.caBundle == missing)
            #expect(error.map { "\($0)" }?.contains(missing) == true)
        }
    }

    @Test("a certificate for another name")
    func refusesOtherName() async throws {
        try await withTLSServer(onlyVersion1: true) { server in
            var configuration = CurlTransportConfiguration()
            configuration.caBundle = server.certificate
            try await withCurlTransport(configuration) { transport in
                let right = try await transport.send(HTTPRequest(url: server.url))
                #expect(right.body == Array("1.1 GET 0".utf8))
                let error = try await transportError {
                    _ = try await transport.send(HTTPRequest(url: "https://127.0.0.1:\(server.port)/"))
                }
                #expect(error?.code == .tlsTrust)
            }
        }
    }

    @Test("https through a proxy's tunnel; the proxy resolves the name")
    func tunnels() async throws {
        try await withTLSServer { server in
            try await withScriptedServer { _ in
                .tunnel(port: server.port)
            } _: { proxy in
                var configuration = CurlTransportConfiguration.fromEnvironment([
                    "HTTPS_PROXY": proxy.url, "AWS_CA_BUNDLE": server.certificate,
                ])
                configuration.maximumPerHost = 1
                let error = try await withCurlTransport(configuration) { transport in
                    try await transportError { _ = try await transport.send(HTTPRequest(url: "https://api.invalid/")) }
                }
                // The tunnel stands, and the certificate, which is for localhost, is checked through it.
                #expect(error?.code == .tlsTrust)
                #expect(proxy.requests.first?.method == "CONNECT")
                #expect(proxy.requests.first?.target == "api.invalid:443")
            }
        }
    }

    @Test("a server that speaks no TLS")
    func reportsFailedHandshake() async throws {
        try await withScriptedServer { _ in
            .dropBeforeAnswer
        } _: { server in
            let error = try await withCurlTransport { transport in
                try await transportError {
                    _ = try await transport.send(HTTPRequest(url: "https://127.0.0.1:\(server.port)/"))
                }
            }
            #expect(error?.code == .tlsHandshake)
            #expect(error?.requestMayHaveBeenProcessed == false)
        }
    }
}
