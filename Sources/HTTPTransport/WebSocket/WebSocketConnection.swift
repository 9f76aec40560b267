/// A client's connection to a WebSocket server (RFC 6455).
package actor WebSocketConnection {
    /// Gives unpredictable bytes.
    package typealias Randomness = @Sendable (Int) -> [UInt8]

    private let stream: any ByteStream
    private var machine: WebSocketProtocol
    private var events: [WebSocketProtocol.Event] = []
    /// What came together with the answer to the handshake.
    private var unread: [UInt8]
    /// The sub-protocol that was agreed on.
    package nonisolated let subprotocol: String?
    /// How the server closed the connection; nil while it is open, and when it just ended.
    package private(set) var closure: WebSocketClosure?

    /// A connection whose opening handshake is done.
    ///
    /// - Parameter rest: what came after the head of the answer.
    private init(
        stream: any ByteStream, machine: WebSocketProtocol, subprotocol: String?, rest: [UInt8]
    ) {
        self.stream = stream
        self.machine = machine
        self.subprotocol = subprotocol
        unread = rest
    }

    /// Connects to a `ws` or `wss` URL and does the opening handshake.
    ///
    /// - Parameters:
    ///   - protocols: sub-protocols to offer, the preferred first; the server must choose one when there are any.
    ///   - headers: further fields of the handshake, such as Origin.
    ///   - timeouts: `connect` until TLS stands, `idle` for each answer that is waited for, `total` for the connection's whole life.
    /// - Throws: `WebSocketError`, `CancellationError`.
    package static func connect(
        _ url: String, protocols: [String] = [], headers: [HTTPHeader] = [],
        limits: WebSocketLimits = WebSocketLimits(), timeouts: HTTPTimeouts = HTTPTimeouts(),
        configuration: CurlTransportConfiguration = CurlTransportConfiguration(),
        randomness: @escaping Randomness = WebSocketConnection.systemRandomness
    ) async throws -> WebSocketConnection {
        guard let address = WebSocketAddress(url) else { throw WebSocketError.invalidURL(url) }
        let stream: CurlStream
        do {
            stream = try await CurlStream.open(address.httpURL, configuration: configuration, timeouts: timeouts)
        } catch let error as HTTPTransportError {
            throw WebSocketError.transport(error)
        }
        do {
            return try await shakeHands(stream, address, protocols, headers, limits, randomness)
        } catch {
            await stream.close()
            throw Self.own(error, url)
        }
    }

    private static func shakeHands(
        _ stream: any ByteStream, _ address: WebSocketAddress, _ protocols: [String], _ headers: [HTTPHeader],
        _ limits: WebSocketLimits, _ randomness: @escaping Randomness
    ) async throws -> WebSocketConnection {
        let handshake = WebSocketHandshake(nonce: randomness(16), protocols: protocols)
        try await stream.send(handshake.request(target: address.target, host: address.host, headers: headers))
        var head: [UInt8] = []
        while true {
            let piece = try await stream.receive()
            head += piece
            if let (subprotocol, length) = try handshake.accept(head) {
                return WebSocketConnection(
                    stream: stream, machine: WebSocketProtocol(limits: limits) { randomness(4) },
                    subprotocol: subprotocol, rest: Array(head[length...]))
            }
            if piece.isEmpty {
                throw WebSocketRefusal(status: nil, "the server ended the connection without an answer")
            }
        }
    }

    /// Sends a message.
    ///
    /// - Throws: `WebSocketError`, `CancellationError`.
    package func send(_ message: WebSocketMessage) async throws {
        guard machine.send(message) else { throw WebSocketError.notOpen }
        try await flush()
    }

    /// The next message; nil when the server has closed the connection, and `closure` says how.
    ///
    /// Pings are answered meanwhile.
    ///
    /// - Throws: `WebSocketError`, `CancellationError`; the connection is over then.
    package func receive() async throws -> WebSocketMessage? {
        while true {
            while !events.isEmpty {
                switch events.removeFirst() {
                case .message(let message): return message
                case .closed(let closure):
                    self.closure = closure
                    try? await flush()
                    await stream.close()
                    return nil
                case .ping, .pong: try await flush()
                }
            }
            if closure != nil { return nil }
            try await takeMore()
        }
    }

    /// Closes the connection with a whole closing handshake, as far as the server takes part in it.
    ///
    /// - Returns: how the server answered; nil when it did not.
    @discardableResult
    package func close(
        _ code: UInt16 = WebSocketCloseCode.normal, reason: String = ""
    ) async -> WebSocketClosure? {
        machine.close(code, reason: reason)
        do {
            try await flush()
            while try await receive() != nil {}
        } catch {
            // It is over either way.
        }
        await stream.close()
        return closure
    }

    private func takeMore() async throws {
        do {
            let piece = unread.isEmpty ? try await stream.receive() : unread
            unread = []
            if piece.isEmpty { throw WebSocketError.endedWithoutClose }
            events += try machine.receive(piece)
        } catch {
            try? await flush()
            await stream.close()
            throw Self.own(error, "")
        }
    }

    private func flush() async throws {
        do {
            try await stream.send(machine.takeOutput())
        } catch {
            throw Self.own(error, "")
        }
    }

    private static func own(_ error: any Error, _ url: String) -> any Error {
        switch error {
        case let error as HTTPTransportError: WebSocketError.transport(error)
        case let refusal as WebSocketRefusal: WebSocketError.refused(refusal, url: url)
        case let violation as WebSocketViolation: WebSocketError.violation(violation)
        default: error
        }
    }

    /// Bytes of the system's cryptographically secure generator.
    package static let systemRandomness: Randomness = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
