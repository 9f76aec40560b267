internal import Glibc
internal import HTTPTransport

/// An HTTP/1.1 server on a free loopback port whose every answer a closure scripts.
///
/// It owns its threads (one that accepts, one a connection); `stop()` ends and joins them all.
package final class ScriptedServer: Sendable {
    private struct State {
        var requests: [RecordedRequest] = []
        var connections = 0
        var descriptors: Set<Int32> = []
        var gates: [ServerGate] = []
        var threads: [ServerThread] = []
        var isStopped = false
    }

    package let port: Int
    private let listener: Int32
    private let handler: @Sendable (RecordedRequest) -> ScriptedAnswer
    private let state = LockedBox(State())

    /// Starts the server.
    ///
    /// - Throws: An error naming the system call when no port or thread can be had.
    package init(_ handler: @escaping @Sendable (RecordedRequest) -> ScriptedAnswer) throws {
        (listener, port) = try LoopbackSocket.listen()
        self.handler = handler
        let thread = try ServerThread { [self] in acceptConnections() }
        state.withLock { $0.threads.append(thread) }
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// All requests so far, in the order in which they were read whole.
    package var requests: [RecordedRequest] { state.withLock { $0.requests } }

    /// How many connections were accepted so far.
    package var connectionCount: Int { state.withLock { $0.connections } }

    /// Closes the port and every connection, opens the gates that answers wait at, and joins all threads.
    package func stop() {
        let threads = state.withLock { state -> [ServerThread] in
            guard !state.isStopped else { return [] }
            state.isStopped = true
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
            for gate in state.gates { gate.open() }
            shutdown(listener, Int32(SHUT_RDWR))
            defer { state.threads = [] }
            return state.threads
        }
        guard !threads.isEmpty else { return }
        for thread in threads { thread.join() }
        close(listener)
    }

    private func acceptConnections() {
        while true {
            let descriptor = accept(listener, nil, nil)
            if descriptor < 0 && (errno == EINTR || errno == ECONNABORTED) { continue }
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let isServed = state.withLock { state -> Bool in
                guard !state.isStopped else { return false }
                let number = state.connections
                guard let thread = try? ServerThread({ [self] in serve(descriptor, number: number) }) else {
                    return false
                }
                state.connections += 1
                state.descriptors.insert(descriptor)
                state.threads.append(thread)
                return true
            }
            if !isServed { close(descriptor) }
        }
    }

    private func serve(_ descriptor: Int32, number: Int) {
        var connection = ScriptedConnection(descriptor: descriptor, number: number)
        while let request = connection.nextRequest() {
            state.withLock { $0.requests.append(request) }
            guard perform(handler(request), for: request, on: descriptor) else { break }
        }
        state.withLock { state in
            state.descriptors.remove(descriptor)
            // A program that another test started meanwhile may hold a copy, and closing ours alone would tell the peer nothing.
            shutdown(descriptor, Int32(SHUT_RDWR))
            close(descriptor)
        }
    }

    /// Performs one answer; false when the connection ends with it.
    private func perform(_ answer: ScriptedAnswer, for request: RecordedRequest, on descriptor: Int32) -> Bool {
        switch answer {
        case .response(let status, let headers, let body):
            let sentBody = request.method == "HEAD" ? [] : body
            let bytes = Self.head(status: status, headers: headers, length: body.count) + sentBody
            return LoopbackSocket.sendAll(descriptor, bytes)
                && headers.first("Connection")?.lowercased() != "close"
        case .dropBeforeAnswer:
            return false
        case .truncated(let status, let headers, let body, let sentBytes):
            let bytes = Self.head(status: status, headers: headers, length: body.count) + body.prefix(sentBytes)
            _ = LoopbackSocket.sendAll(descriptor, bytes)
            return false
        case .delayed(let gate, let next):
            let isStopped = state.withLock { state in
                state.gates.append(gate)
                return state.isStopped
            }
            if isStopped { return false }
            gate.block()
            return perform(next, for: request, on: descriptor)
        case .closeAfter(let next):
            _ = perform(next, for: request, on: descriptor)
            return false
        case .raw(let bytes):
            return LoopbackSocket.sendAll(descriptor, bytes)
        case .tunnel(let port):
            tunnel(descriptor, to: port)
            return false
        }
    }

    private func tunnel(_ descriptor: Int32, to port: Int) {
        guard let other = try? LoopbackSocket.connect(port: port) else {
            _ = LoopbackSocket.sendAll(descriptor, Self.head(status: 502, headers: [], length: 0))
            return
        }
        defer { close(other) }
        if LoopbackSocket.sendAll(descriptor, "HTTP/1.1 200 Connection established\r\n\r\n".utf8) {
            LoopbackSocket.relay(descriptor, other)
        }
    }

    private static func head(status: Int, headers: [HTTPHeader], length: Int) -> [UInt8] {
        var text = "HTTP/1.1 \(status) Scripted\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        let hasNoBody = status == 204 || status == 304 || (100..<200).contains(status)
        if headers.first("Content-Length") == nil && !hasNoBody { text += "Content-Length: \(length)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}

/// Runs `body` with a server that answers from `handler`, and stops the server afterwards, whatever happens.
package func withScriptedServer<Result>(
    _ handler: @escaping @Sendable (RecordedRequest) -> ScriptedAnswer,
    _ body: (ScriptedServer) async throws -> Result
) async throws -> Result {
    let server = try ScriptedServer(handler)
    defer { server.stop() }
    return try await body(server)
}
