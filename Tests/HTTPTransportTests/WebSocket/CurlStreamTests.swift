import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("CurlStream and WebSocketConnection: what goes wrong")
struct CurlStreamTests {
    private static func error(_ body: () async throws -> Void) async throws -> HTTPTransportError {
        do {
            try await body()
        } catch let error as HTTPTransportError {
            return error
        } catch WebSocketError.transport(let error) {
            return error
        }
        throw ChildProcess.Failure(words: "nothing was thrown")
    }

    @Test("nobody listens")
    func isRefused() async throws {
        let port = try SilentListener.closedPort()
        let error = try await Self.error { _ = try await CurlStream.open("http://127.0.0.1:\(port)") }
        #expect(error.code == .connectFailed)
        #expect(error.host == "127.0.0.1:\(port)")
    }

    @Test("an address that is none", arguments: ["ftp://a.test", "http://", "http://a test"])
    func isInvalid(_ url: String) async throws {
        #expect(try await Self.error { _ = try await CurlStream.open(url) }.code == .invalidRequest)
        await #expect(throws: WebSocketError.invalidURL(url)) { try await WebSocketConnection.connect(url) }
    }

    @Test("a server that never answers the handshake")
    func timesOut() async throws {
        let listener = try SilentListener()
        defer { withExtendedLifetime(listener) {} }
        let error = try await Self.error {
            _ = try await WebSocketConnection.connect(
                "ws://127.0.0.1:\(listener.port)/", timeouts: HTTPTimeouts(idle: .milliseconds(50)))
        }
        #expect(error.code == .timeout(.idle))
        let late = try await Self.error {
            _ = try await WebSocketConnection.connect(
                "ws://127.0.0.1:\(listener.port)/", timeouts: HTTPTimeouts(total: .milliseconds(50)))
        }
        #expect(late.code == .timeout(.total))
    }

    @Test("cancelling ends a wait at once")
    func isCancelled() async throws {
        let listener = try SilentListener()
        defer { withExtendedLifetime(listener) {} }
        let stream = try await CurlStream.open("http://127.0.0.1:\(listener.port)")
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await stream.receive() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        await stream.close()
        await #expect(throws: CancellationError.self) { try await stream.send([1]) }
    }

    @Test("closing ends the reader's wait, and a closed stream stays closed")
    func isClosed() async throws {
        let listener = try SilentListener()
        defer { withExtendedLifetime(listener) {} }
        let stream = try await CurlStream.open("http://127.0.0.1:\(listener.port)")
        await withTaskGroup(of: HTTPTransportError.Code?.self) { group in
            group.addTask {
                do {
                    _ = try await stream.receive()
                    return nil
                } catch {
                    return (error as? HTTPTransportError)?.code
                }
            }
            await stream.close()
            #expect(await group.next() == .some(.shutDown))
        }
        await stream.close()
        #expect(try await Self.error { try await stream.send([1]) }.code == .shutDown)
    }

    @Test("libcurl that is not there")
    func needsLibrary() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.libraryName = "libcurl-of-no-machine.so"
        let error = try await Self.error {
            _ = try await CurlStream.open("http://127.0.0.1:9", configuration: configuration)
        }
        #expect(error.code == .libraryMissing)
    }
}
