import HTTPTransport
import Logging
import ProvisioningTestSupport
import Testing

@Suite("RetryingTransport and SigningTransport")
struct RetryingTransportTests {
    private let clock = TestClock()

    private func retrying(
        _ inner: any HTTPTransport, policy: RetryPolicy = RetryPolicy(),
        onRetry: @escaping @Sendable (RetryingTransport.Retry) -> Void = { _ in }
    ) -> RetryingTransport {
        RetryingTransport(wrapping: inner, policy: policy, clock: clock, jitter: { 1 }, onRetry: onRetry)
    }

    @Test("a transient failure is tried again, each time signed anew, with growing waits")
    func retriesAndSigns() async throws {
        let lost = HTTPTransportError(code: .connectFailed, host: "h", message: "refused")
        let inner = InMemoryTransport(script: [
            .failure(lost), .success(HTTPResponse(status: 503)), .success(HTTPResponse(status: 200)),
        ])
        let count = LockedBox(0)
        let signing = SigningTransport(wrapping: inner) { request in
            var signed = request
            signed.headers.set("Authorization", "\(count.withLock { $0 += 1; return $0 })")
            return signed
        }
        let retries = LockedBox<[RetryingTransport.Retry]>([])
        let transport = retrying(signing) { retry in retries.withLock { $0.append(retry) } }
        let response = try await transport.send(HTTPRequest(url: "https://h/"))
        #expect(response.status == 200)
        #expect(inner.requests.map { $0.headers.first("Authorization") } == ["1", "2", "3"])
        #expect(clock.sleeps == [.milliseconds(50), .milliseconds(100)])
        let seen = retries.withLock { $0 }
        #expect(seen.map(\.attempt) == [1, 2])
        #expect(seen.first?.outcome == .failure(lost))
        #expect(seen.first?.request.headers.isEmpty == true)
    }

    @Test("after the last attempt the caller gets the answer itself")
    func returnsLastAnswer() async throws {
        let inner = InMemoryTransport { _ in HTTPResponse(status: 503, body: [1]) }
        let response = try await retrying(inner).send(HTTPRequest(url: "https://h/"))
        #expect(response == HTTPResponse(status: 503, body: [1]))
        #expect(inner.requests.count == 3)
    }

    @Test("after the last attempt the caller gets the error itself; a lost answer is not tried again")
    func returnsLastError() async throws {
        let lost = HTTPTransportError(
            code: .connectionLost, host: "h", message: "gone", requestMayHaveBeenProcessed: true)
        let inner = InMemoryTransport { _ in throw lost }
        let transport = retrying(inner)
        let request = HTTPRequest(method: "POST", url: "https://h/")
        #expect(try await transportError { _ = try await transport.send(request) } == lost)
        #expect(inner.requests.count == 1)
        var idempotent = request
        idempotent.isIdempotent = true
        let second = idempotent
        #expect(try await transportError { _ = try await transport.send(second) } == lost)
        #expect(inner.requests.count == 4)
    }

    @Test("throttling goes on until its deadline, honouring Retry-After")
    func throttlesUntilDeadline() async throws {
        let inner = InMemoryTransport { _ in
            HTTPResponse(status: 429, headers: [HTTPHeader("Retry-After", "60")])
        }
        let response = try await retrying(inner).send(HTTPRequest(url: "https://h/"))
        #expect(response.status == 429)
        #expect(clock.sleeps == [Duration](repeating: .seconds(60), count: 5))
        #expect(inner.requests.count == 6)
    }

    @Test("a spent quota ends the retries of all requests; success refills it")
    func sharesQuota() async throws {
        var policy = RetryPolicy()
        policy.quotaCapacity = 28
        let status = LockedBox(503)
        let inner = InMemoryTransport { _ in HTTPResponse(status: status.withLock { $0 }) }
        let transport = retrying(inner, policy: policy)
        for expected in [3, 4] {
            _ = try await transport.send(HTTPRequest(url: "https://h/"))
            #expect(inner.requests.count == expected)
        }
        status.withLock { $0 = 200 }
        for _ in 0..<14 { _ = try await transport.send(HTTPRequest(url: "https://h/")) }
        status.withLock { $0 = 503 }
        _ = try await transport.send(HTTPRequest(url: "https://h/"))
        #expect(inner.requests.count == 4 + 14 + 2)
    }

    @Test("an error of another kind passes through at once")
    func passesOtherErrors() async throws {
        struct NoCredentials: Error {}
        let inner = InMemoryTransport { _ in HTTPResponse(status: 200) }
        let transport = retrying(SigningTransport(wrapping: inner) { _ in throw NoCredentials() })
        await #expect(throws: NoCredentials.self) { try await transport.send(HTTPRequest(url: "https://h/")) }
        #expect(inner.requests.isEmpty)
    }

    @Test("a cancelled task ends in the wait")
    func endsInTheWait() async throws {
        let inner = InMemoryTransport { _ in HTTPResponse(status: 503) }
        let (retries, retried) = AsyncStream.makeStream(of: Void.self)
        let transport = RetryingTransport(
            wrapping: inner, clock: ContinuousClock(), classify: { _ in .transient(retryAfter: .seconds(3600)) },
            onRetry: { _ in retried.yield() })
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    _ = try await transport.send(HTTPRequest(url: "https://h/"))
                    return false
                } catch { return error is CancellationError }
            }
            for await _ in retries { break }
            group.cancelAll()
            for await isCancelled in group { #expect(isCancelled) }
        }
        #expect(inner.requests.count == 1)
    }
}

@Suite("LoggingTransport")
struct LoggingTransportTests {
    /// Keeps log lines as text.
    private struct CollectingHandler: LogHandler {
        let lines: LockedBox<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.withLock { $0.append("\(event.level) \(event.message) " + fields.joined(separator: " ")) }
        }
    }

    private let lines = LockedBox<[String]>([])

    private var logger: Logger {
        Logger(label: "test") { [lines] _ in CollectingHandler(lines: lines) }
    }

    @Test("an attempt is one line without secrets; its host is recorded once")
    func logsAnswer() async throws {
        let clock = TestClock()
        let inner = InMemoryTransport { _ in
            clock.advance(by: .milliseconds(37))
            return HTTPResponse(
                status: 200, headers: [HTTPHeader("x-amzn-RequestId", "r-1")], body: Array("secret".utf8))
        }
        let hosts = HostRecorder()
        let transport = LoggingTransport(wrapping: inner, logger: logger, hosts: hosts, clock: clock)
        let request = HTTPRequest(
            method: "PUT", url: "https://s3.example:8443/k?a=1&X-Amz-Signature=abc&X-Amz-Security-Token=t%3D&x=2",
            headers: [HTTPHeader("Authorization", "hidden")], body: .bytes(Array("hush".utf8)))
        _ = try await transport.send(request)
        _ = try await transport.send(HTTPRequest(url: "http://other/"))
        _ = try await transport.send(request)
        let url = "https://s3.example:8443/k?a=1&X-Amz-Signature=REDACTED&X-Amz-Security-Token=REDACTED&x=2"
        #expect(
            lines.withLock { $0.first }
                == "debug answered method=PUT milliseconds=37 request_id=r-1 status=200 url=\(url)")
        #expect(hosts.hosts == ["s3.example:8443", "other"])
    }

    @Test("a failed attempt is logged and thrown")
    func logsFailure() async throws {
        let failure = HTTPTransportError(code: .connectFailed, method: "GET", host: "h", message: "refused")
        let inner = InMemoryTransport { _ in throw failure }
        let transport = LoggingTransport(wrapping: inner, logger: logger)
        let error = try await transportError { _ = try await transport.send(HTTPRequest(url: "https://h/")) }
        #expect(error == failure)
        #expect(lines.withLock { $0.first?.hasPrefix("debug failed error=GET request to h failed: refused.") } == true)
    }

    @Test(
        "redaction",
        arguments: [
            ("https://h/p", "https://h/p"), ("https://h/p?", "https://h/p?"), ("https://h/p?a&b=", "https://h/p?a&b="),
            ("https://h/?x%2dAmz-Credential=1&sig=2", "https://h/?x%2dAmz-Credential=REDACTED&sig=REDACTED"),
            ("https://user:word@h/p?q=@", "https://REDACTED@h/p?q=@"), ("not a url", "not a url"),
            ("https://h/a@b", "https://h/a@b"),
        ])
    func redacts(url: String, expected: String) {
        #expect(RedactedURL.of(url) == expected)
    }

    @Test(
        "request ids of both clouds",
        arguments: ["X-Amzn-RequestId", "x-amz-request-id", "apigw-requestid", "x-ms-request-id"])
    func readsRequestID(name: String) {
        #expect(HTTPResponse(status: 200, headers: [HTTPHeader(name, "7")]).requestID == "7")
        #expect(HTTPResponse(status: 200).requestID == nil)
    }
}
