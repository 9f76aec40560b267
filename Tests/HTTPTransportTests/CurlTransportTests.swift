import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("CurlTransport: requests and answers")
struct CurlTransportTests {
    @Test("method, target, headers and body arrive as given, and nothing else is added")
    func sendsWhatIsGiven() async throws {
        try await withScriptedServer { _ in
            .text("done", status: 201, headers: [HTTPHeader("X-Two", "a")])
        } _: { server in
            try await withCurlTransport { transport in
                let request = HTTPRequest(
                    method: "PUT", url: server.url + "/a/../b%2Fc?x=%20y",
                    headers: [HTTPHeader("X-One", "1"), HTTPHeader("X-Empty", ""), HTTPHeader("Content-Length", "99")],
                    body: .bytes(Array("hello".utf8)))
                let response = try await transport.send(request)
                #expect(response.status == 201)
                #expect(response.body == Array("done".utf8))
                #expect(response.headers.first("x-two") == "a")
            }
            let seen = try #require(server.requests.first)
            #expect(seen.method == "PUT")
            #expect(seen.target == "/a/../b%2Fc?x=%20y")
            #expect(seen.text == "hello")
            #expect(seen.headers.first("X-One") == "1")
            #expect(seen.headers.first("X-Empty") == "")
            #expect(seen.headers.first("Content-Length") == "5")
            let names = Set(seen.headers.map { $0.name.lowercased() })
            #expect(names == ["host", "accept-encoding", "x-one", "x-empty", "content-length"])
        }
    }

    @Test(
        "a body-less request of each method", arguments: ["GET", "HEAD", "DELETE", "OPTIONS", "POST", "PUT", "PATCH"])
    func sendsEachMethod(method: String) async throws {
        try await withScriptedServer { _ in
            .text("body")
        } _: { server in
            let response = try await withCurlTransport {
                try await $0.send(HTTPRequest(method: method, url: server.url))
            }
            #expect(response.body == (method == "HEAD" ? [] : Array("body".utf8)))
            let seen = try #require(server.requests.first)
            #expect(seen.method == method)
            let length = ["POST", "PUT", "PATCH"].contains(method) ? "0" : nil
            #expect(seen.headers.first("Content-Length") == length)
        }
    }

    @Test("any status is an answer, redirects too", arguments: [204, 301, 304, 307, 404, 429, 500, 503])
    func returnsEveryStatus(status: Int) async throws {
        try await withScriptedServer { _ in
            .response(status: status, headers: [HTTPHeader("Location", "/elsewhere")])
        } _: { server in
            let response = try await withCurlTransport { try await $0.send(HTTPRequest(url: server.url)) }
            #expect(response.status == status)
            #expect(server.requests.count == 1)
        }
    }

    @Test("one connection serves one request after the other")
    func reusesConnections() async throws {
        let recorder = MetricsRecorder()
        try await withScriptedServer { _ in
            .text("x")
        } _: { server in
            try await withCurlTransport(recorder.configuration) { transport in
                for _ in 0..<20 { _ = try await transport.send(HTTPRequest(url: server.url)) }
            }
            #expect(server.connectionCount == 1)
        }
        #expect(recorder.metrics.map(\.newConnections) == [1] + [Int](repeating: 0, count: 19))
        #expect(recorder.metrics.allSatisfy { $0.httpVersion == "1.1" })
    }

    @Test("a first answer that is long in coming holds no other request to its host back")
    func startsSideBySide() async throws {
        let gate = ServerGate()
        try await withScriptedServer { request in
            request.path == "/slow" ? .delayed(until: gate, .text("slow")) : .text("quick")
        } _: { server in
            try await withCurlTransport { transport in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for path in ["/slow", "/a", "/b", "/c"] {
                        group.addTask { try await transport.send(HTTPRequest(url: server.url + path)).status }
                    }
                    for _ in 0..<3 {
                        let status = try await group.next()
                        #expect(status == 200)
                    }
                    gate.open()
                    let last = try await group.next()
                    #expect(last == 200)
                }
            }
        }
    }

    @Test("a gzip answer is decoded, unless the request asks for an encoding itself")
    func decodesGzip() async throws {
        let gzip: [UInt8] = [
            0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0, 0x86, 0xa6, 0x10, 0x36,
            0x05, 0, 0, 0,
        ]
        try await withScriptedServer { _ in
            .response(status: 200, headers: [HTTPHeader("Content-Encoding", "gzip")], body: gzip)
        } _: { server in
            try await withCurlTransport { transport in
                let decoded = try await transport.send(HTTPRequest(url: server.url))
                #expect(String(decoding: decoded.body, as: UTF8.self) == "hello")
                let asked = HTTPRequest(url: server.url, headers: [HTTPHeader("Accept-Encoding", "gzip")])
                #expect(try await transport.send(asked).body == gzip)
            }
        }
    }

    @Test("interim answers and their headers do not show")
    func ignoresInterimAnswers() async throws {
        let bytes = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nX: 1\r\nContent-Length: 2\r\n\r\nok"
        try await withScriptedServer { _ in
            .raw(Array(bytes.utf8))
        } _: { server in
            let response = try await withCurlTransport { try await $0.send(HTTPRequest(url: server.url)) }
            #expect(response.status == 200)
            #expect(response.headers.first("Link") == nil)
            #expect(response.headers.first("X") == "1")
        }
    }

    @Test("many requests at once all get their own answer")
    func runsManyAtOnce() async throws {
        try await withScriptedServer {
            .text($0.path)
        } _: { server in
            try await withCurlTransport { transport in
                let url = server.url
                let bodies = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                    for index in 0..<200 {
                        group.addTask {
                            let response = try await transport.send(HTTPRequest(url: "\(url)/\(index)"))
                            return (index, String(decoding: response.body, as: UTF8.self))
                        }
                    }
                    return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
                }
                #expect(bodies.count == 200)
                #expect(bodies.allSatisfy { $0.value == "/\($0.key)" })
            }
            #expect(server.connectionCount <= 16)
        }
    }
}
