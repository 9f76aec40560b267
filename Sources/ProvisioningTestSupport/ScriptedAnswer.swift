package import HTTPTransport

/// What a `ScriptedServer` does with one request.
package indirect enum ScriptedAnswer: Sendable {
    /// A whole response; Content-Length is added unless `headers` has one. Head and body go out in one write.
    case response(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [])
    /// Closes the connection without a byte.
    case dropBeforeAnswer
    /// Announces the whole body, sends only its first `sentBytes` bytes and closes.
    case truncated(status: Int, headers: [HTTPHeader] = [], body: [UInt8], sentBytes: Int)
    /// Waits at the gate, then goes on with the other answer.
    case delayed(until: ServerGate, ScriptedAnswer)
    /// Gives the other answer, then closes the connection although nothing announced it.
    case closeAfter(ScriptedAnswer)
    /// Sends these bytes as they are and keeps the connection.
    case raw([UInt8])
    /// Answers a CONNECT request with 200 and relays all bytes to a port of the loopback interface.
    case tunnel(port: Int)

    /// A response with a text body.
    package static func text(
        _ body: String, status: Int = 200, type: String = "text/plain", headers: [HTTPHeader] = []
    ) -> ScriptedAnswer {
        .response(status: status, headers: [HTTPHeader("Content-Type", type)] + headers, body: Array(body.utf8))
    }

    /// A response with a JSON body.
    package static func json(_ body: String, status: Int = 200, headers: [HTTPHeader] = []) -> ScriptedAnswer {
        .text(body, status: status, type: "application/json", headers: headers)
    }
}
