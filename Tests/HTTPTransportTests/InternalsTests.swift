import CSystemCurl
import Testing

@testable import HTTPTransport

@Suite("TransferQueue")
struct TransferQueueTests {
    private func started(_ queue: inout TransferQueue) -> [UInt64] {
        var ids: [UInt64] = []
        while let id = queue.startNext() { ids.append(id) }
        return ids
    }

    @Test("order of arrival, the limit per host and the limit in total")
    func keepsLimits() {
        var queue = TransferQueue(maximumInFlight: 3, maximumPerHost: 2)
        for (id, host) in [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "b")] as [(UInt64, String)] {
            queue.enqueue(id, host: host)
        }
        #expect(started(&queue) == [1, 2, 4])
        queue.remove(4)
        #expect(started(&queue) == [5])
        queue.remove(1)
        #expect(started(&queue) == [3])
        queue.remove(2)
        queue.remove(3)
        queue.remove(5)
        #expect(started(&queue).isEmpty)
    }

    @Test("a request removed while it waits is never started; an unknown one is ignored")
    func forgetsWaiting() {
        var queue = TransferQueue(maximumInFlight: 1, maximumPerHost: 0)
        queue.enqueue(1, host: "a")
        queue.enqueue(2, host: "a")
        queue.remove(1)
        queue.remove(9)
        #expect(started(&queue) == [2])
    }
}

@Suite("Request validation and URL parts")
struct RequestPartsTests {
    @Test(
        "what cannot be sent",
        arguments: [
            (HTTPRequest(method: "", url: "http://h/"), "\"\" is no HTTP method"),
            (HTTPRequest(method: "GET /", url: "http://h/"), "\"GET /\" is no HTTP method"),
            (HTTPRequest(url: "ftp://h/"), "\"ftp://h/\" is no absolute http or https URL"),
            (HTTPRequest(url: "http://h/a b"), "\"http://h/a b\" holds a character which must be percent-encoded"),
            (HTTPRequest(url: "http://h/é"), "\"http://h/é\" holds a character which must be percent-encoded"),
            (HTTPRequest(url: "http://h/", headers: [HTTPHeader("a b", "")]), "\"a b\" is no header name"),
            (
                HTTPRequest(url: "http://h/", headers: [HTTPHeader("A", "x\r\nB: y")]),
                "the header A holds a line break or a NUL"
            ),
        ])
    func refuses(request: HTTPRequest, words: String) {
        #expect(request.defect == words)
    }

    @Test(
        "authority of a URL",
        arguments: [
            ("https://H.example", "https", "h.example", 443, "H.example"),
            ("http://h/p:1?@", "http", "h", 80, "h"), ("HTTP://u:p@h:81?x", "http", "h", 81, "h:81"),
            ("https://[2001:DB8::1]:8443/", "https", "2001:db8::1", 8443, "[2001:DB8::1]:8443"),
            ("https://[::1]", "https", "::1", 443, "[::1]"), ("http://h:/", "http", "h", 80, "h:"),
        ])
    func readsAuthority(url: String, scheme: String, host: String, port: Int, display: String) throws {
        let authority = try #require(URLAuthority(url))
        #expect(authority.scheme == scheme)
        #expect(authority.host == host)
        #expect(authority.port == port)
        #expect(authority.display == display)
    }

    @Test(
        "no authority",
        arguments: ["", "h", "https://", "https:///p", "https://[::1", "https://[::1]x", "http://h:0", "http://h:x"])
    func refusesURL(url: String) {
        #expect(URLAuthority(url) == nil)
    }

    @Test("loopback names and addresses")
    func knowsLoopback() {
        let hosts = ["localhost", "a.localhost", "127.1.2.3", "[::1]", "128.0.0.1", "1.2.3", "1.2.3.256"]
        #expect(
            hosts.map { URLAuthority("http://\($0)/")?.isLoopback } == [true, true, true, true, false, false, false])
    }

    @Test("limits become libcurl's milliseconds: never 0, which would mean none")
    func convertsLimits() {
        #expect(Duration.zero.curlMilliseconds == 1)
        #expect(Duration.milliseconds(1500).curlMilliseconds == 1500)
        #expect(Duration.seconds(1_000_000_000).curlMilliseconds == Int(Int32.max))
    }
}

@Suite("Meaning of libcurl's result codes")
struct CurlFailureTests {
    struct Case: Sendable {
        var code: CURLcode
        var isSent = false
        var proxy: String?
        var timeouts = HTTPTimeouts()
        var expected: HTTPTransportError.Code
    }

    static let cases: [Case] = [
        Case(code: CURLE_COULDNT_RESOLVE_HOST, expected: .nameResolution),
        Case(code: CURLE_COULDNT_RESOLVE_PROXY, proxy: "http://p", expected: .proxy),
        Case(code: CURLE_COULDNT_CONNECT, expected: .connectFailed),
        Case(code: CURLE_COULDNT_CONNECT, proxy: "http://p", expected: .proxy),
        Case(code: CURLE_RECV_ERROR, proxy: "http://p", expected: .proxy),
        Case(code: CURLE_RECV_ERROR, expected: .connectFailed),
        Case(code: CURLE_RECV_ERROR, isSent: true, proxy: "http://p", expected: .connectionLost),
        Case(code: CURLE_PARTIAL_FILE, isSent: true, expected: .connectionLost),
        Case(code: CURLE_HTTP2_STREAM, isSent: true, expected: .connectionLost),
        Case(code: CURLE_OPERATION_TIMEDOUT, expected: .timeout(.connect)),
        Case(code: CURLE_OPERATION_TIMEDOUT, isSent: true, expected: .timeout(.total)),
        Case(
            code: CURLE_OPERATION_TIMEDOUT, timeouts: HTTPTimeouts(connect: .seconds(9), total: .seconds(1)),
            expected: .timeout(.total)),
        Case(code: CURLE_SSL_CONNECT_ERROR, expected: .tlsHandshake),
        Case(code: CURLE_PEER_FAILED_VERIFICATION, expected: .tlsTrust),
        Case(code: CURLE_SSL_CACERT_BADFILE, expected: .tlsTrust),
        Case(code: CURLE_WEIRD_SERVER_REPLY, isSent: true, expected: .protocolViolation),
        Case(code: CURLE_UNSUPPORTED_PROTOCOL, isSent: true, expected: .protocolViolation),
        Case(code: CURLE_UNSUPPORTED_PROTOCOL, expected: .invalidRequest),
        Case(code: CURLE_URL_MALFORMAT, expected: .invalidRequest),
        Case(code: CURLE_OUT_OF_MEMORY, expected: .other),
    ]

    @Test("kind", arguments: cases)
    func maps(row: Case) {
        let failure = CurlFailure(
            code: row.code, detail: "words", method: "GET", host: "h", timeouts: row.timeouts,
            isRequestSent: row.isSent,
            proxy: row.proxy, caBundle: "/ca.pem")
        #expect(failure.error.code == row.expected)
        #expect(failure.error.requestMayHaveBeenProcessed == row.isSent)
        #expect(failure.error.caBundle == (row.expected == .tlsTrust ? "/ca.pem" : nil))
        #expect(failure.error.message.contains("words"))
        #expect(failure.error.message.contains("(curl \(row.code.rawValue))"))
    }

    @Test("a proxy's password does not show")
    func hidesProxyPassword() {
        let failure = CurlFailure(
            code: CURLE_COULDNT_CONNECT, detail: "refused", method: "GET", host: "h", timeouts: HTTPTimeouts(),
            isRequestSent: false, proxy: "http://me:word@p:1", caBundle: nil)
        #expect(failure.error.message == "refused, through the proxy http://REDACTED@p:1 (curl 7)")
    }

    @Test(
        "every error says what was tried, what came back and what to do",
        arguments: [
            HTTPTransportError.Code.invalidRequest, .nameResolution, .connectFailed, .proxy, .tlsHandshake, .tlsTrust,
            .timeout(.connect), .timeout(.idle), .timeout(.total), .connectionLost, .protocolViolation, .tooLarge,
            .libraryMissing, .shutDown, .other,
        ])
    func describes(code: HTTPTransportError.Code) {
        let error = HTTPTransportError(code: code, method: "GET", host: "h:1", message: "it broke")
        let text = "\(error)"
        #expect(text.hasPrefix("GET request to h:1 failed: it broke. "))
        #expect(text.hasSuffix(".") && text.count > "GET request to h:1 failed: it broke. ".count + 8)
    }

    @Test("a lost answer warns that the server may have acted")
    func warnsOfLostAnswer() {
        let error = HTTPTransportError(
            code: .connectionLost, host: "h", message: "m", requestMayHaveBeenProcessed: true)
        #expect("\(error)".contains("look at the resource before trying again"))
        #expect("\(error)".hasPrefix("request to h failed"))
    }
}
