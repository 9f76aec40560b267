internal import HTTPTransport

/// Reads HTTP/1.1 requests from one connection (RFC 9112), keeping what came too early for the next one.
struct ScriptedConnection {
    let descriptor: Int32
    let number: Int
    private var pending: [UInt8] = []

    init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    /// The next request with its whole body; nil when the peer closed or sent something that is no request.
    mutating func nextRequest() -> RecordedRequest? {
        guard let head = readHead() else { return nil }
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return nil }
        let start = lines.removeFirst().split(separator: " ")
        guard start.count == 3 else { return nil }
        let headers = lines.compactMap { line -> HTTPHeader? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return HTTPHeader(String(line[..<colon]), String(value))
        }
        if headers.first("Expect")?.lowercased() == "100-continue" {
            guard LoopbackSocket.sendAll(descriptor, "HTTP/1.1 100 Continue\r\n\r\n".utf8) else { return nil }
        }
        guard let body = readBody(length: Int(headers.first("Content-Length") ?? "0") ?? 0) else { return nil }
        return RecordedRequest(
            method: String(start[0]), target: String(start[1]), headers: headers, body: body, connection: number)
    }

    private mutating func readHead() -> String? {
        let end: [UInt8] = [13, 10, 13, 10]
        var searched = 0
        while true {
            if let range = pending[searched...].firstRange(of: end) {
                let head = String(decoding: pending[..<range.upperBound], as: UTF8.self)
                pending.removeSubrange(..<range.upperBound)
                return head
            }
            searched = max(0, pending.count - 3)
            guard let more = LoopbackSocket.receive(descriptor) else { return nil }
            pending += more
            // A TLS hello, for one, is no request and would never end.
            guard let first = pending.first, (0x41...0x7A).contains(first) else { return nil }
        }
    }

    private mutating func readBody(length: Int) -> [UInt8]? {
        while pending.count < length {
            guard let more = LoopbackSocket.receive(descriptor) else { return nil }
            pending += more
        }
        defer { pending.removeSubrange(..<length) }
        return Array(pending[..<length])
    }
}
