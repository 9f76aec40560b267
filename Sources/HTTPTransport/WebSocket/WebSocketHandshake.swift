internal import OpenSSLCrypto

/// The opening handshake of a client (RFC 6455 section 4).
package struct WebSocketHandshake: Sendable, Equatable {
    /// Appended to the key to make what the server must answer (section 1.3).
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    /// The longest head of an answer, in bytes.
    package static let maximumHeadBytes = 64 * 1024

    /// The Sec-WebSocket-Key: 16 random bytes in Base64.
    package let key: String
    /// The sub-protocols that are offered, the preferred first.
    package let protocols: [String]

    /// - Parameters:
    ///   - nonce: 16 random bytes, new for each connection.
    ///   - protocols: the sub-protocols to offer.
    package init(nonce: [UInt8], protocols: [String] = []) {
        key = Base64.encode(nonce)
        self.protocols = protocols
    }

    /// The request for a target in origin form.
    ///
    /// - Parameters:
    ///   - target: path and query, already percent-encoded.
    ///   - host: the Host field: the host, and the port unless it is the scheme's own.
    ///   - headers: further fields, such as Origin.
    package func request(target: String, host: String, headers: [HTTPHeader] = []) -> [UInt8] {
        var lines = [
            "GET \(target) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Version: 13",
        ]
        if !protocols.isEmpty { lines.append("Sec-WebSocket-Protocol: \(protocols.joined(separator: ", "))") }
        lines += headers.map { "\($0.name): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Reads an answer's head.
    ///
    /// - Parameter bytes: what came so far.
    /// - Returns: nil when the head is not whole yet; else the sub-protocol that was agreed on and how many bytes the head has.
    /// - Throws: `WebSocketRefusal` for another status than 101 and for an answer that breaks section 4.1.
    package func accept(_ bytes: [UInt8]) throws(WebSocketRefusal) -> (subprotocol: String?, length: Int)? {
        guard let end = Self.endOfHead(bytes) else {
            guard bytes.count <= Self.maximumHeadBytes else {
                throw WebSocketRefusal(
                    status: nil, "the head of the answer is longer than \(Self.maximumHeadBytes) bytes")
            }
            return nil
        }
        let lines = Self.lines(bytes[..<end])
        guard let status = Self.status(lines.first ?? "") else {
            throw WebSocketRefusal(status: nil, "the answer is not HTTP: \"\((lines.first ?? "").prefix(80))\"")
        }
        guard status == 101 else {
            throw WebSocketRefusal(
                status: status, "the server answered \(status) instead of 101",
                body: String(decoding: bytes[end...].prefix(2048), as: UTF8.self))
        }
        let headers = try Self.headers(lines.dropFirst())
        return (try check(headers), end)
    }

    /// The rules for the fields of a 101 answer (section 4.1, the numbered list at its end).
    private func check(_ headers: [HTTPHeader]) throws(WebSocketRefusal) -> String? {
        guard headers.first("Upgrade")?.lowercased() == "websocket" else {
            throw WebSocketRefusal(status: 101, "the answer's Upgrade field is not websocket")
        }
        let connection = headers.filter { $0.name.lowercased() == "connection" }.flatMap { Self.tokens($0.value) }
        guard connection.contains(where: { $0.lowercased() == "upgrade" }) else {
            throw WebSocketRefusal(status: 101, "the answer's Connection field does not say Upgrade")
        }
        guard let expected = try? Base64.encode(SHA1.digest(Array((key + Self.guid).utf8))) else {
            throw WebSocketRefusal(status: 101, "libcrypto has no SHA-1, which the handshake needs")
        }
        guard headers.first("Sec-WebSocket-Accept") == expected else {
            throw WebSocketRefusal(status: 101, "the answer's Sec-WebSocket-Accept does not fit our key")
        }
        if let extensions = headers.first("Sec-WebSocket-Extensions") {
            throw WebSocketRefusal(
                status: 101, "the server uses the extension \"\(extensions)\", which was not offered")
        }
        let subprotocol = headers.first("Sec-WebSocket-Protocol")
        if let subprotocol, !protocols.contains(subprotocol) {
            throw WebSocketRefusal(
                status: 101, "the server chose the sub-protocol \"\(subprotocol)\", which was not offered")
        }
        if subprotocol == nil, !protocols.isEmpty {
            throw WebSocketRefusal(
                status: 101, "the server chose none of the sub-protocols \(protocols.joined(separator: ", "))")
        }
        return subprotocol
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...(min(bytes.count, maximumHeadBytes + 4) - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
            return index + 4
        }
        return nil
    }

    private static func lines(_ bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(separator: 10).map { line in
            String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
        }.filter { !$0.isEmpty }
    }

    private static func status(_ line: String) -> Int? {
        let parts = line.utf8.split(separator: 32, maxSplits: 2)
        guard parts.count >= 2, line.hasPrefix("HTTP/1.1"), parts[1].count == 3 else { return nil }
        return Int(String(decoding: parts[1], as: UTF8.self))
    }

    private static func headers(_ lines: ArraySlice<String>) throws(WebSocketRefusal) -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        for line in lines {
            guard let header = HTTPHeader(line: line) else {
                throw WebSocketRefusal(status: 101, "the answer has a header line without a colon")
            }
            headers.append(header)
        }
        return headers
    }

    private static func tokens(_ value: String) -> [String] {
        value.utf8.split(separator: UInt8(ascii: ",")).map { HTTPHeader.trimmed($0) }
    }
}
