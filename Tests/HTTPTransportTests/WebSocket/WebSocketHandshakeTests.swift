import Testing

@testable import HTTPTransport

@Suite("WebSocketHandshake")
struct WebSocketHandshakeTests {
    /// The nonce of RFC 6455 section 1.3, whose answer is known.
    private static let nonce = Array("the sample nonce".utf8)
    private static let good =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

    private static func accept(_ answer: String, protocols: [String] = []) throws -> (String?, Int)? {
        try WebSocketHandshake(nonce: nonce, protocols: protocols).accept(Array(answer.utf8))
    }

    @Test("the request says what the RFC wants")
    func request() {
        let handshake = WebSocketHandshake(nonce: Self.nonce, protocols: ["v2", "v1"])
        let bytes = handshake.request(
            target: "/chat?x=1", host: "example.test:8080", headers: [HTTPHeader("Origin", "https://a.test")])
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "GET /chat?x=1 HTTP/1.1\r\nHost: example.test:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: v2, v1\r\nOrigin: https://a.test\r\n\r\n")
    }

    @Test("the answer of the RFC is accepted, however it is cut; what follows its head is not touched")
    func accepts() throws {
        let answer = Self.good + "\r\n"
        let result = try #require(try Self.accept(answer + "rest"))
        #expect(result.0 == nil && result.1 == answer.utf8.count)
        for count in [0, 1, 20, answer.utf8.count - 1] {
            #expect(try Self.accept(String(decoding: answer.utf8.prefix(count), as: UTF8.self)) == nil)
        }
    }

    @Test("an agreed sub-protocol")
    func agrees() throws {
        let answer = Self.good + "Sec-WebSocket-Protocol: v1\r\n\r\n"
        #expect(try Self.accept(answer, protocols: ["v2", "v1"])?.0 == "v1")
    }

    @Test(
        "answers that are refused",
        arguments: [
            (
                good.replacing("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOp="), [],
                "Sec-WebSocket-Accept"
            ),
            (good.replacing("Upgrade: websocket", "Upgrade: h2c"), [], "Upgrade"),
            (good.replacing("keep-alive, Upgrade", "keep-alive"), [], "Connection"),
            (good + "Sec-WebSocket-Extensions: permessage-deflate\r\n", [], "permessage-deflate"),
            (good + "Sec-WebSocket-Protocol: v3\r\n", ["v1"], "v3"),
            (good + "Sec-WebSocket-Protocol: v1\r\n", [], "v1"),
            (good, ["v1"], "none of the sub-protocols"),
            (good + "no colon\r\n", [], "colon"),
            ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n", [], "403"),
            ("HTTP/1.0 101 Switching Protocols\r\n", [], "not HTTP"),
            ("SSH-2.0-OpenSSH\r\n", [], "not HTTP"),
        ] as [(String, [String], String)])
    func refuses(_ answer: String, _ protocols: [String], _ words: String) {
        let refusal = #expect(throws: WebSocketRefusal.self) {
            try Self.accept(answer + "\r\n", protocols: protocols)
        }
        #expect(refusal?.message.contains(words) == true)
    }

    @Test("the body of a refusal is kept, and a head without end is not read for ever")
    func limits() {
        let refusal = #expect(throws: WebSocketRefusal.self) {
            try Self.accept("HTTP/1.1 500 Oops\r\n\r\nit broke")
        }
        #expect(refusal == WebSocketRefusal(status: 500, "the server answered 500 instead of 101", body: "it broke"))
        #expect(throws: WebSocketRefusal.self) { try Self.accept(String(repeating: "a", count: 70_000)) }
    }

    @Test(
        "addresses",
        arguments: [
            ("ws://a.test", "http://a.test", "/", "a.test"),
            ("wss://a.test:8443/x?y=1", "https://a.test:8443/x?y=1", "/x?y=1", "a.test:8443"),
            ("WS://a.test?y", "http://a.test?y", "/?y", "a.test"),
        ])
    func addresses(_ url: String, _ http: String, _ target: String, _ host: String) throws {
        let address = try #require(WebSocketAddress(url))
        #expect(address.httpURL == http && address.target == target && address.host == host)
    }

    @Test("no addresses", arguments: ["http://a.test", "ws://", "ws://a.test/#x", "ws:", "", "ws://a test/"])
    func noAddresses(_ url: String) {
        #expect(WebSocketAddress(url) == nil)
    }
}

extension String {
    /// With the first occurrence of a text replaced.
    fileprivate func replacing(_ text: String, _ other: String) -> String {
        var parts = split(separator: text, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return self }
        parts.insert(other[...], at: 1)
        return parts.joined()
    }
}
