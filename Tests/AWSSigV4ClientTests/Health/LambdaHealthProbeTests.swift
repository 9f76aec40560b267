import AWSSigV4Client
import HTTPTransport
import OpenSSLCrypto
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct LambdaHealthProbeTests {
    private static let stack = HealthProbeContract.stack(url: "https://a1b2c3.example")
    private static let rest = HealthCheck(.http(path: "/health?deep=1", status: 200, body: nil), route: .invoke)
    private static let socket = HealthCheck(.webSocket(send: nil, expect: nil, subprotocol: "v1"), route: .invoke)

    /// An answer of Invoke.
    private static func invocation(
        _ payload: JSONValue, version: String? = "4", error: String? = nil, log: String? = nil
    ) -> HTTPResponse {
        var headers: [HTTPHeader] = []
        if let version { headers.append(HTTPHeader("X-Amz-Executed-Version", version)) }
        if let error { headers.append(HTTPHeader("X-Amz-Function-Error", error)) }
        if let log { headers.append(HTTPHeader("X-Amz-Log-Result", Base64.encode(Array(log.utf8)))) }
        return HTTPResponse(status: 200, headers: headers, body: payload.serialized())
    }

    private static func ask(
        _ response: HTTPResponse, _ check: HealthCheck = rest
    ) async throws -> (answer: HealthAnswer, requests: [HTTPRequest]) {
        let recording = RecordingClient { _ in response }
        let answer = try await LambdaHealthProbe(recording.client).ask(check, of: stack, within: .seconds(7))
        return (answer, recording.transport.requests)
    }

    @Test(arguments: HealthProbeContract.allCases)
    func keepsTheContract(promise: HealthProbeContract) async throws {
        let recording = RecordingClient { request in
            switch promise.behaviour {
            case .answers(let status, let body):
                return Self.invocation(["statusCode": .number(status), "body": .string(body)])
            case .isSilent:
                throw HTTPTransportError(code: .timeout(.total), host: "lambda", message: "no answer")
            case .isAbsent:
                return HTTPResponse(
                    status: 404, headers: [HTTPHeader("x-amzn-ErrorType", "ResourceNotFoundException")],
                    body: Array(#"{"Message":"Function not found"}"#.utf8))
            }
        }
        try await promise.verify(LambdaHealthProbe(recording.client), of: Self.stack, route: .invoke)
    }

    @Test func aGetIsAnEventOfTheGateway() async throws {
        let (answer, requests) = try await Self.ask(Self.invocation(["statusCode": 200]))
        #expect(answer == .healthy("GET /health?deep=1 by an invocation of shop-api-development answered 200"))
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(request.url.hasSuffix("/2015-03-31/functions/shop-api-development/invocations?Qualifier=live"))
        #expect(request.headers.first("X-Amz-Log-Type") == "Tail" && request.timeouts.total == .seconds(7))
        let event = try JSONValue(parsing: request.text)
        #expect(event["version"] == "2.0" && event["rawPath"] == "/health" && event["rawQueryString"] == "deep=1")
        #expect(event["requestContext"]?["http"]?["method"] == "GET")
        #expect(event["requestContext"]?["timeEpoch"]?.int == RecordingClient.noon.epochSeconds * 1000)
    }

    @Test func aSocketConnectsAndLeaves() async throws {
        let (answer, requests) = try await Self.ask(Self.invocation(["statusCode": 200]), Self.socket)
        #expect(answer == .healthy("$connect by an invocation of shop-api-development answered 200"))
        let contexts = try requests.map { try JSONValue(parsing: $0.text)["requestContext"] }
        #expect(contexts.map { $0?["eventType"] } == ["CONNECT", "DISCONNECT"])
        #expect(contexts.map { $0?["apiId"] } == ["a1b2c3", "a1b2c3"])
        #expect(contexts.map { $0?["stage"] } == ["development", "development"])
        #expect(contexts[0]?["connectionId"] == contexts[1]?["connectionId"])
        let headers = try JSONValue(parsing: requests[0].text)["headers"]
        #expect(headers?["Sec-WebSocket-Protocol"] == "v1")
    }

    @Test func aRefusedSocketDoesNotLeave() async throws {
        let (answer, requests) = try await Self.ask(
            Self.invocation(["statusCode": 401, "body": "who are you?"]), Self.socket)
        #expect(
            answer
                == .unhealthy(
                    "$connect by an invocation of shop-api-development answered 401 and \"who are you?\", not 200"))
        #expect(requests.count == 1)
    }

    @Test(arguments: [
        (
            Self.invocation(["statusCode": 200], version: "3"),
            "version 3 of shop-api-development still answers, not 4"
        ),
        (
            Self.invocation(["errorMessage": "server.js ended without listening"], error: "Unhandled"),
            "the invocation of shop-api-development failed with \"server.js ended without listening\""
        ),
        (Self.invocation(["ok": true]), "gave \"{\"ok\":true}\", which is no answer to a gateway"),
        (
            Self.invocation(["statusCode": 500, "body": "YmFk", "isBase64Encoded": true]),
            "answered 500 and \"bad\", not 200"
        ),
        (HTTPResponse(status: 500, body: Array("{}".utf8)), "Invoke"),
        (HTTPResponse(status: 429, body: Array("{}".utf8)), "Invoke"),
    ])
    func whatMayPassIsUnhealthy(response: HTTPResponse, words: String) async throws {
        guard case .unhealthy(let text) = try await Self.ask(response).answer else {
            Issue.record("it is not unhealthy")
            return
        }
        #expect(text.contains(words))
    }

    @Test func anAnswerWithoutAVersionCounts() async throws {
        guard case .healthy = try await Self.ask(Self.invocation(["statusCode": 200], version: nil)).answer else {
            Issue.record("it is not healthy")
            return
        }
    }

    private static let denied = HTTPResponse(
        status: 403, headers: [HTTPHeader("x-amzn-ErrorType", "AccessDeniedException")],
        body: Array(
            #"{"Message":"User: arn:aws:iam::1:user/ci is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:f"}"#
                .utf8))

    @Test func whatDoesNotPassIsThrown() async throws {
        let error = await #expect(throws: AWSResourceError.self) { try await Self.ask(Self.denied) }
        #expect(error?.code == "AccessDeniedException" && error?.message.contains("lambda:InvokeFunction") == true)
        var bare = Self.stack
        bare.resources[0].outputs = [:]
        let unknown = bare
        let missing = await #expect(throws: ProvisioningError.self) {
            try await LambdaHealthProbe(RecordingClient("{}").client).ask(Self.rest, of: unknown, within: .seconds(1))
        }
        #expect(missing?.code == "MissingOutput")
    }

    @Test func aCancelledQuestionIsCancelled() async throws {
        let recording = RecordingClient { _ in throw CancellationError() }
        let probe = LambdaHealthProbe(recording.client)
        await #expect(throws: CancellationError.self) {
            try await probe.ask(Self.rest, of: Self.stack, within: .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await probe.explain(Self.rest, of: Self.stack) }
    }

    private static let log =
        "START RequestId: 1 Version: 4\nconnecting to db\nno route to db\nEND RequestId: 1\n"
        + "REPORT RequestId: 1\tDuration: 3 ms\n"

    @Test(
        arguments: [
            // The log of a server that came up.
            (Self.invocation(["statusCode": 503], log: Self.log), "  connecting to db\n  no route to db"),
            // The error of one that did not, which holds what it wrote already.
            (
                Self.invocation(
                    ["errorMessage": "it ended:\nconnecting to db"], error: "Unhandled", log: Self.log),
                "  it ended:\n  connecting to db\n  no route to db"
            ),
            (Self.invocation(["statusCode": 503]), nil),
            // Colours of a logger.
            (
                Self.invocation(["statusCode": 503], log: "\u{1B}[31merror\u{1B}[0m: \u{1B}no route\u{1B}[1;3"),
                "  error: no route"
            ),
            (
                Self.denied,
                "  nothing, as it could not be invoked: shop-api-development: "
            ),
        ] as [(HTTPResponse, String?)])
    func explains(response: HTTPResponse, expected: String?) async throws {
        let recording = RecordingClient { _ in response }
        let text = try await LambdaHealthProbe(recording.client).explain(Self.rest, of: Self.stack)
        if expected?.hasSuffix(": ") == true {
            #expect(text?.hasPrefix(expected ?? "") == true)
        } else {
            #expect(text == expected)
        }
    }
}
