import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct RetryTests {
    private static func answer(_ code: String, _ status: Int, _ message: String = "") -> HTTPResponse {
        HTTPResponse(status: status, body: Array(#"{"__type":"\#(code)","message":"\#(message)"}"#.utf8))
    }

    @Test(arguments: [
        (answer("TooManyRequestsException", 429), AWSRetryClass.throttling, RetryClass.throttled(retryAfter: nil)),
        (answer("Throttling", 400), .throttling, .throttled(retryAfter: nil)),
        (answer("", 429), .throttling, .throttled(retryAfter: nil)),
        (answer("ServiceException", 500), .transient, .uncertain(retryAfter: nil)),
        (answer("InternalFailure", 500), .transient, .uncertain(retryAfter: nil)),
        (answer("ServiceUnavailable", 503), .transient, .transient(retryAfter: nil)),
        (answer("", 502), .transient, .uncertain(retryAfter: nil)),
        (answer("RequestTimeout", 400), .transient, .uncertain(retryAfter: nil)),
        (answer("RequestTimeTooSkewed", 403), .clockSkew, .transient(retryAfter: nil)),
        (answer("RequestExpired", 400), .clockSkew, .transient(retryAfter: nil)),
        (
            answer("SignatureDoesNotMatch", 403, "Signature expired: 2026 is now earlier than"), .clockSkew,
            .transient(retryAfter: nil)
        ),
        (
            answer("InvalidSignatureException", 403, "Signature not yet current: 2026"), .clockSkew,
            .transient(retryAfter: nil)
        ),
        (answer("SignatureDoesNotMatch", 403, "The request signature we calculated"), .permanent, .final),
        (answer("ResourceConflictException", 409), .permanent, .final),
        (answer("ConflictException", 409, "Route with key $default already exists"), .permanent, .final),
        (
            answer(
                "ConflictException", 409,
                "Unable to complete operation due to concurrent modification. Please try again later."), .busy,
            .throttled(retryAfter: nil)
        ),
        (answer("AccessDenied", 403), .permanent, .final),
        (HTTPResponse(status: 200), .permanent, .final),
    ])
    func classifies(response: HTTPResponse, expected: AWSRetryClass, transportClass: RetryClass) {
        #expect(AWSRetryClass.of(response) == expected)
        #expect(AWSRetryClass.retryClass(of: response) == transportClass)
    }

    @Test func passesOnTheWaitThatTheServiceAsksFor() {
        let response = HTTPResponse(status: 429, body: Array(#"{"retryAfterSeconds":"4"}"#.utf8))
        #expect(AWSRetryClass.retryClass(of: response) == .throttled(retryAfter: .seconds(4)))
    }

    /// The second attempt is signed with the time of the first answer's Date header.
    @Test func correctsTheClockAndSignsAnew() async throws {
        let transport = InMemoryTransport(script: [
            .success(
                HTTPResponse(
                    status: 403, headers: [HTTPHeader("Date", "Mon, 23 Nov 2026 13:30:00 GMT")],
                    body: Array(#"{"__type":"RequestTimeTooSkewed"}"#.utf8))),
            .success(HTTPResponse(status: 200, body: Array("{}".utf8))),
        ])
        let retries = RetryCounter()
        let client = AWSClient(
            transport: transport, credentials: StaticCredentialsProvider(RecordingClient.credentials),
            region: "eu-west-1", now: { RecordingClient.noon },
            middleware: AWSClient.retrying(
                clock: TestClock(), jitter: { 0 }, onRetry: { service, _ in retries.add("\(service)") }))
        _ = try await LambdaClient(client).getFunction("f")
        #expect(transport.requests.map { $0.headers.first("X-Amz-Date") } == ["20261123T120000Z", "20261123T133000Z"])
        #expect(client.clock.correction == 5400)
        #expect(retries.names == ["Lambda"])
        #expect(
            transport.requests[0].headers.first("Authorization") != transport.requests[1].headers.first("Authorization")
        )
    }

    @Test func keepsItsClockOtherwise() async {
        let response = HTTPResponse(
            status: 403, headers: [HTTPHeader("Date", "Mon, 23 Nov 2026 13:30:00 GMT")],
            body: Array(#"{"__type":"AccessDeniedException"}"#.utf8))
        let recording = RecordingClient { _ in response }
        await #expect(throws: AWSServiceError.self) { try await LambdaClient(recording.client).deleteFunction("f") }
        #expect(recording.client.clock.correction == 0)
    }

    @Test func signsAnewAfterRotationAndOnAnotherDay() async throws {
        let provider = RotatingProvider()
        let transport = InMemoryTransport { _ in HTTPResponse(status: 200, body: Array("{}".utf8)) }
        let client = AWSClient(
            transport: transport, credentials: provider, region: "us-east-1", now: { provider.date })
        for _ in 0..<4 { _ = try await LambdaClient(client).getFunction("f") }
        let scopes = transport.requests.compactMap { $0.headers.first("Authorization") }.map {
            $0.split(separator: "=")[1].split(separator: "/").prefix(2).joined(separator: "/")
        }
        #expect(scopes == ["A1/19700101", "A1/19700101", "A2/19700101", "A2/19700102"])
        #expect(transport.requests[1].headers == transport.requests[0].headers)
        #expect(transport.requests[2].headers.first("X-Amz-Security-Token") == "token")
    }
}

/// Collects the services of retries.
private final class RetryCounter: Sendable {
    private let box = LockedBox<[String]>([])

    var names: [String] { box.withLock { $0 } }

    func add(_ name: String) { box.withLock { $0.append(name) } }
}

/// Gives other credentials from the third call on and another day from the fourth on.
private final class RotatingProvider: CredentialsProvider {
    private let calls = LockedBox(0)

    var date: SigningDate { SigningDate(epochSeconds: calls.withLock { $0 } < 4 ? 100 : 86_500) }

    func credentials() async throws -> AWSCredentials {
        let call = calls.withLock { calls -> Int in
            calls += 1
            return calls
        }
        return call < 3
            ? AWSCredentials(accessKeyID: "A1", secretAccessKey: "s")
            : AWSCredentials(accessKeyID: "A2", secretAccessKey: "t", sessionToken: "token")
    }
}
