import HTTPTransport
import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport
import Testing

/// What the user reads, and the exit code, when AWS or the way to it fails.
@Suite struct FailureTests {
    /// A refusal of one operation.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var operation: String
        var status: Int
        var code: String
        var message: String
        var exitCode: Int32
        var texts: [String]

        init(_ operation: String, _ status: Int, _ code: String, _ message: String, exit: Int32, _ texts: String...) {
            self.operation = operation
            self.status = status
            self.code = code
            self.message = message
            exitCode = exit
            self.texts = texts
        }

        var testDescription: String { "\(operation) \(code)" }

        /// The answer in the protocol of the operation's service.
        var answer: ScriptedAnswer {
            if operation == "CreateRole" {
                return .text(
                    "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                        + "<RequestId>request-of-the-test</RequestId></ErrorResponse>",
                    status: status, type: "text/xml")
            }
            return .json(
                JSONValue.object(["message": .string(message)]).text(), status: status,
                headers: [
                    HTTPHeader("x-amzn-ErrorType", code), HTTPHeader("x-amzn-RequestId", "request-of-the-test"),
                ])
        }
    }

    private static let user = "arn:aws:iam::123456789012:user/ci"

    private static let refusals = [
        Refusal(
            "CreateRole", 403, "AccessDenied",
            "User: \(user) is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/r "
                + "because no identity-based policy allows the iam:CreateRole action", exit: 1,
            "shop-rest-api-role", "iam:CreateRole", "a policy of \(user)",
            #"{"Effect":"Allow","Action":"iam:CreateRole","Resource":"arn:aws:iam::123456789012:role/r"}"#),
        Refusal(
            "CreateLogGroup", 400, "AccessDeniedException",
            "User: \(user) is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:x because …",
            exit: 1, "shop-rest-api-logs", #""Action":"logs:CreateLogGroup""#),
        Refusal(
            "CreateRole", 403, "ExpiredToken", "The security token included in the request is expired", exit: 77,
            "shop-rest-api-role", "get new temporary credentials"),
        Refusal(
            "CreateFunction", 403, "ExpiredTokenException", "The security token included in the request is expired",
            exit: 77, "shop-rest-api-function", "get new temporary credentials"),
        Refusal(
            "CreateRole", 403, "InvalidClientTokenId", "The security token included in the request is invalid.",
            exit: 77, "check the access key", "another partition (China: cn-*, GovCloud: us-gov-*)", "check the region"),
        Refusal(
            "CreateLogGroup", 400, "UnrecognizedClientException",
            "The security token included in the request is invalid.", exit: 77, "another partition"),
        Refusal(
            "CreateRole", 403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.", exit: 77,
            "check the secret access key"),
        Refusal(
            "CreateRole", 403, "SignatureDoesNotMatch",
            "Signature expired: 20260101T000000Z is now earlier than 20261123T000000Z", exit: 1,
            "set this machine's clock"),
        Refusal(
            "CreateFunction", 403, "RequestTimeTooSkewed", "The difference between the times is too large.", exit: 1,
            "set this machine's clock"),
        Refusal(
            "CreateFunction", 400, "CodeStorageExceededException", "Code storage limit exceeded.", exit: 1,
            "shop-rest-api-function", "old versions", "Service Quotas"),
        Refusal(
            "CreateRole", 409, "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", exit: 1,
            "RolesPerAccount", "Service Quotas"),
        Refusal(
            "CreateLogGroup", 400, "LimitExceededException", "Resource limit exceeded.", exit: 1, "Service Quotas"),
    ]

    private static func harness(
        _ endpoint: String, _ more: [String: String] = [:], timer: any Clock<Duration> = ContinuousClock()
    ) throws -> CommandHarness {
        try CommandHarness(
            variables: [
                "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            ].merging(more) { $1 }, timer: timer)
    }

    @Test(arguments: refusals)
    func aRefusalSaysWhatToDo(refusal: Refusal) async throws {
        let aws = ScriptedAWS()
        try await withScriptedServer({ request in
            aws.operation(of: request) == refusal.operation ? refusal.answer : aws.answer(request)
        }) { server in
            let harness = try Self.harness(server.url)
            let result = await harness.run("apply --env dev --yes")
            #expect(result.code == refusal.exitCode, "\(result.error)")
            let texts = refusal.texts + [refusal.code, "request-of-the-test"]
            for text in texts { #expect(result.error.contains(text), "\(text) in \(result.error)") }
        }
    }

    /// A way to AWS that does not work.
    struct Obstacle: Sendable, CustomTestStringConvertible {
        var name: String
        var endpoint: @Sendable (_ open: Int, _ closed: Int) -> String
        var variables: @Sendable (_ closed: Int) -> [String: String] = { _ in [:] }
        var texts: [String]
        var testDescription: String { name }
    }

    private static let obstacles = [
        Obstacle(
            name: "nothing listens", endpoint: { "http://127.0.0.1:\($1)" }, texts: ["127.0.0.1", "Check the network"]),
        Obstacle(
            name: "no such region", endpoint: { _, _ in "http://lambda.xx-nowhere-9.invalid" },
            texts: ["xx-nowhere-9.invalid", "Check the host name, the region"]),
        Obstacle(
            name: "CA bundle", endpoint: { open, _ in "https://127.0.0.1:\(open)" },
            variables: { _ in ["AWS_CA_BUNDLE": "/nonexistent/ca.pem"] },
            texts: ["The CA bundle in use is /nonexistent/ca.pem"]),
        Obstacle(
            name: "proxy", endpoint: { _, _ in "https://aws.invalid" },
            variables: { ["HTTPS_PROXY": "http://127.0.0.1:\($0)"] }, texts: ["Check HTTPS_PROXY"]),
    ]

    @Test(arguments: obstacles)
    func anObstacleIsNamed(obstacle: Obstacle) async throws {
        let closed = try SilentListener.closedPort()
        try await withScriptedServer({ _ in .dropBeforeAnswer }) { server in
            let harness = try Self.harness(
                obstacle.endpoint(server.port, closed), obstacle.variables(closed))
            let result = await harness.run("apply --env dev --yes")
            #expect(result.code == 1, "\(result.error)")
            for text in obstacle.texts { #expect(result.error.contains(text), "\(text) in \(result.error)") }
        }
    }

    @Test(arguments: [403, 407, 502])
    func aProxyThatRefusesIsNamed(status: Int) async throws {
        try await withScriptedServer({ _ in .text("no", status: status) }) { proxy in
            let harness = try Self.harness(
                "https://aws.invalid", ["HTTPS_PROXY": "http://user:canary@127.0.0.1:\(proxy.port)"])
            let result = await harness.run("apply --env dev --yes --verbose")
            #expect(result.code == 1)
            for text in ["aws.invalid", "\(status)", "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"] {
                #expect(result.error.contains(text), "\(text) in \(result.error)")
            }
            #expect(!result.error.contains("canary"))
            #expect(proxy.requests.allSatisfy { $0.method == "CONNECT" })
        }
    }

    @Test func throttlingWithoutEndEndsAtTheDeadlineAndSaysWhatToDo() async throws {
        var settings = ScriptedAWS.Settings()
        settings.requestsPerSecond = 0
        let aws = ScriptedAWS(settings)
        let clock = TestClock()
        try await withScriptedServer(aws.answer) { server in
            let harness = try Self.harness(server.url, timer: clock)
            let result = await harness.run("apply --env dev --yes")
            #expect(result.code == 1)
            for text in [
                "shop-rest-api-role", "refused CreateRole: Throttling", "try again later or ask for a higher quota",
            ] {
                #expect(result.error.contains(text), "\(text) in \(result.error)")
            }
            // Each of the steps that wait side by side may have moved the clock once more, by at most 20 s.
            #expect(clock.now.offset >= .seconds(290) && clock.now.offset <= .seconds(450), "\(clock.now.offset)")
            #expect(aws.inventory == [])
        }
    }

    @Test(arguments: ["apply --env dev --yes", "refresh --env dev", "plan --refresh --env dev"])
    func anotherRegionIsRefused(command: String) async throws {
        let aws = ScriptedAWS()
        try await withScriptedServer(aws.answer) { server in
            let harness = try Self.harness(server.url)
            #expect(await harness.run("apply --env dev --yes").code == 0)
            try harness.write(
                "provision.yaml",
                CommandHarness.standardConfiguration.replacing("us-east-1", with: "eu-west-1"))
            let result = await harness.run(command)
            #expect(result.code == 65)
            #expect(result.error.contains("RegionChanged"), "\(result.error)")
            #expect(result.error.contains("lives in us-east-1"))
        }
    }

    @Test func withoutDriftRefreshWritesNothing() async throws {
        let aws = ScriptedAWS()
        try await withScriptedServer(aws.answer) { server in
            let harness = try Self.harness(server.url)
            #expect(await harness.run("refresh --env dev").code == 0)
            #expect(await harness.run("apply --env dev --yes").code == 0)
            let state = try harness.text(".pulumi/stacks/shop-rest-api/aws-development.json")
            let refreshed = await harness.run("refresh --env dev --detailed-exitcode")
            #expect(refreshed.code == 0, "\(refreshed.output)")
            #expect(refreshed.output.contains("no drift"))
            #expect(await harness.run("plan --refresh --env dev --detailed-exitcode").code == 0)
            #expect(try harness.text(".pulumi/stacks/shop-rest-api/aws-development.json") == state)
        }
    }

    @Test func whatIsGoneIsShownAndForgotten() async throws {
        let aws = ScriptedAWS()
        try await withScriptedServer(aws.answer) { server in
            let harness = try Self.harness(server.url)
            #expect(await harness.run("apply --env dev --yes").code == 0)
            let other = ScriptedAWS()
            try await withScriptedServer(other.answer) { empty in
                let refreshed = await harness.run(
                    ["refresh", "--env", "dev", "--detailed-exitcode"], variables: ["AWS_ENDPOINT_URL": empty.url])
                #expect(refreshed.code == 2, "\(refreshed.error)")
                #expect(refreshed.output.contains("10 gone outside of semantest-provision"), "\(refreshed.output)")
                let plan = await harness.run(
                    ["plan", "--refresh", "--env", "dev", "--json"], variables: ["AWS_ENDPOINT_URL": empty.url])
                #expect(plan.summary["changes"]?["create"]?.int == 10)
            }
        }
    }
}
