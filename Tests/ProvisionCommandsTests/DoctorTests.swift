import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisionCommands
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// `doctor` against nothing, against a scripted AWS, and its pure parts.
@Suite struct DoctorTests {
    private static let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "canary-secret"]

    @Test func withoutAnythingEachCheckFailsAloneAndSaysWhatToDo() async throws {
        let port = try SilentListener.closedPort()
        let harness = try CommandHarness(
            "project: shop\n", variables: ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_REGION": "eu-west-1"])
        let result = await harness.run("doctor --json")
        #expect(result.code == 1)
        let failed = result.lines.filter { $0["status"]?.string == "failed" }
        let names = Set(failed.compactMap { $0["name"]?.string })
        #expect(names == ["configuration", "host", "credentials"], "\(result.output)")
        #expect(failed.dropLast().allSatisfy { $0["advice"]?.string?.isEmpty == false }, "\(result.output)")
        #expect(result.summary["status"]?.string == "failed")
        #expect(result.summary["hosts"]?[0]?["address"]?.string == "127.0.0.1:\(port)")
    }

    @Test func withoutARegionTheRestIsStillChecked() async throws {
        let result = try await CommandHarness("nonsense: 1\n").run("doctor")
        #expect(result.code == 1)
        #expect(result.output.contains("ok      libcurl"))
        #expect(result.output.contains("failed  region"))
        #expect(result.output.contains("AWS_REGION"))
    }

    @Test func hostsAreListedWithoutARequest() async throws {
        let result = try await CommandHarness().run("doctor --hosts")
        #expect(
            result.output == """
                sts.us-east-1.amazonaws.com:443
                iam.amazonaws.com:443
                lambda.us-east-1.amazonaws.com:443
                logs.us-east-1.amazonaws.com:443
                apigateway.us-east-1.amazonaws.com:443

                """)
        let wrong = try await CommandHarness(nil).run("doctor --hosts")
        #expect(wrong.code == 65)
    }

    /// An AWS that knows one caller.
    private static func answer(
        _ request: RecordedRequest, arn: String, decision: String?, date given: String?
    ) -> ScriptedAnswer {
        let date = given ?? HTTPDate.text(SystemClock().now())
        func result(_ operation: String, _ body: String) -> ScriptedAnswer {
            .text(
                "<\(operation)Response><\(operation)Result>\(body)</\(operation)Result></\(operation)Response>",
                type: "text/xml", headers: [HTTPHeader("Date", date)])
        }
        if request.text.contains("Action=GetCallerIdentity") {
            return result("GetCallerIdentity", "<Arn>\(arn)</Arn><UserId>U</UserId><Account>123456789012</Account>")
        }
        if request.text.contains("Action=GetRole&") {
            return result("GetRole", "<Role><Arn>arn:aws:iam::123456789012:role/ci/deploy</Arn></Role>")
        }
        if request.text.contains("Action=SimulatePrincipalPolicy") {
            guard let decision else {
                return .text(
                    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
                    status: 403, type: "text/xml")
            }
            let action = request.text.contains("iam%3ACreateRole") ? "iam:CreateRole" : "other:Action"
            return result(
                "SimulatePrincipalPolicy",
                "<EvaluationResults><member><EvalActionName>\(action)</EvalActionName><EvalDecision>"
                    + "\(action == "iam:CreateRole" ? decision : "allowed")</EvalDecision></member></EvaluationResults>"
            )
        }
        return .text("", status: 404, headers: [HTTPHeader("Date", date)])
    }

    private func run(
        arn: String, decision: String?, date: String? = nil,
        _ arguments: [String] = ["doctor"],
        variables: [String: String] = [:]
    ) async throws -> (CommandHarness.Result, [RecordedRequest]) {
        try await withScriptedServer({ Self.answer($0, arn: arn, decision: decision, date: date) }) { server in
            let harness = try CommandHarness(
                variables: Self.keys.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }.merging(variables) { $1 })
            return (await harness.run(arguments), server.requests)
        }
    }

    @Test func everythingIsFine() async throws {
        let (result, requests) = try await run(
            arn: "arn:aws:sts::123456789012:assumed-role/deploy/session", decision: "allowed")
        #expect(result.code == 0, "\(result.output)")
        #expect(result.output.contains("from environment"))
        #expect(result.output.contains("account 123456789012"))
        #expect(result.output.contains("arn:aws:iam::123456789012:role/ci/deploy is allowed all"))
        #expect(result.output.contains("within"))
        #expect(!result.output.contains("canary"))
        let principals = requests.filter { $0.text.contains("Action=SimulatePrincipalPolicy") }
        #expect(principals.count == 7)
        #expect(principals.allSatisfy { $0.text.contains("role%2Fci%2Fdeploy") })
    }

    @Test func aDeniedActionIsAFailureWithItsStatement() async throws {
        let (result, _) = try await run(arn: "arn:aws:iam::123456789012:user/ci", decision: "implicitDeny")
        #expect(result.code == 1)
        #expect(
            result.output.contains("iam:CreateRole denied on arn:aws:iam::123456789012:role/shop-rest-api-development"))
        #expect(result.output.contains(#""Action": ["iam:CreateRole"]"#))
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/ci", "not checked"), ("arn:aws:iam::123456789012:root", "root user"),
        ("arn:aws:sts::123456789012:federated-user/bob", "cannot be simulated"),
    ])
    func whatCannotBeSimulatedIsANote(_ arn: String, _ words: String) async throws {
        let (result, _) = try await run(arn: arn, decision: nil)
        #expect(result.code == 0, "\(result.output)")
        #expect(result.output.contains("note    permissions"))
        #expect(result.output.contains(words))
    }

    @Test func aWrongClockAndALockAreSeen() async throws {
        let (result, _) = try await run(
            arn: "arn:aws:iam::1:user/u", decision: "allowed", date: "Sun, 06 Nov 1994 08:49:37 GMT",
            ["doctor", "--json"])
        #expect(result.code == 1)
        let clock = try #require(result.lines.first { $0["name"]?.string == "clock" })
        #expect(clock["status"]?.string == "failed")
        #expect(clock["detail"]?.string?.contains("ahead of") == true)

        let harness = try CommandHarness(variables: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"])
        try harness.write(".pulumi/meta.yaml", "version: 1\n")
        try harness.write(
            ".pulumi/locks/organization/shop-rest-api/aws-development/1.json",
            #"{"pid":1,"username":"bob","hostname":"elsewhere","timestamp":"2026-01-01T00:00:00Z"}"#)
        #expect(await harness.run("doctor").output.contains("is locked by bob@elsewhere"))
    }

    @Test func wrongCertificatesStateAndSecretsAreSeen() async throws {
        let configuration = """
            project: shop
            state: file://provision.yaml/inside
            components:
              rest-api: { kind: rest, source: app, entry: server.js, environment: { TOKEN: "${secrets.token}" } }
            environments:
              development: { provider: aws, region: us-east-1 }

            """
        let harness = try CommandHarness(
            configuration,
            variables: ["AWS_CA_BUNDLE": "/nonexistent/ca.pem", "HTTPS_PROXY": "http://user:canary@127.0.0.1:1"])
        let result = await harness.run("doctor")
        #expect(result.output.contains("failed  certificates   /nonexistent/ca.pem"), "\(result.output)")
        #expect(result.output.contains("failed  state"), "\(result.output)")
        #expect(result.output.contains("failed  secrets        token of rest-api"), "\(result.output)")
        #expect(result.output.contains("https through"))
        #expect(!result.output.contains("canary"))
        try harness.write("empty.pem", "nothing\n")
        let empty = await harness.run(["doctor"], variables: ["AWS_CA_BUNDLE": "\(harness.directory)/empty.pem"])
        #expect(empty.output.contains("holds no certificate"))
    }

    @Test(
        arguments: [
            ("Mon, 23 Nov 2026 12:00:03 GMT", DoctorCheck.Status.ok), ("Mon, 23 Nov 2026 12:02:00 GMT", .note),
            ("Mon, 23 Nov 2026 11:50:00 GMT", .failed), ("yesterday", .note), (nil, .note),
        ] as [(String?, DoctorCheck.Status)])
    func clock(_ date: String?, _ status: DoctorCheck.Status) throws {
        let machine = try #require(SigningDate(iso8601: "2026-11-23T12:00:00Z"))
        #expect(ClockSkew.check(sent: machine, received: machine, date: date, host: "h").status == status)
    }

    @Test func aSlowAnswerIsNoSkew() throws {
        let sent = try #require(SigningDate(iso8601: "2026-11-23T12:00:00Z"))
        let received = SigningDate(epochSeconds: sent.epochSeconds + 60)
        for date in ["Mon, 23 Nov 2026 12:00:00 GMT", "Mon, 23 Nov 2026 12:00:30 GMT", "Mon, 23 Nov 2026 12:01:00 GMT"]
        {
            let check = ClockSkew.check(sent: sent, received: received, date: date, host: "h")
            #expect(check.detail == "within 0 s of h")
        }
    }

    @Test(arguments: [
        ("https://a.example", "a.example:443"), ("http://a.example", "a.example:80"),
        ("http://127.0.0.1:4566", "127.0.0.1:4566"), ("https://[::1]:8443", "[::1]:8443"),
        ("https://[::1]", "[::1]:443"), ("https://host1", "host1:443"),
    ])
    func addresses(_ url: String, _ address: String) {
        #expect(CloudHost(url: url, purposes: []).address == address)
    }

    @Test func theBundleIsWhereTheDistributionKeepsIt() throws {
        let harness = try CommandHarness()
        try harness.write("ca.pem", "")
        let here = "\(harness.directory)/ca.pem"
        #expect(CertificateBundle.first(of: ["/nonexistent/a", here, "/nonexistent/b"]) == here)
        #expect(CertificateBundle.first(of: ["/nonexistent/a"]) == nil)
    }

    @Test func hostsOfGitHubAndOfOtherPartitions() throws {
        let hosts = try CloudHost.all(
            regions: ["cn-north-1", "cn-north-1"], endpoints: EndpointResolver(),
            environment: ["ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.example/a/b?c=d"])
        #expect(hosts.first == CloudHost(url: "https://token.example", purposes: ["GitHub OIDC"]))
        #expect(hosts.count == 6)
        #expect(hosts.contains { $0.address == "iam.cn-north-1.amazonaws.com.cn:443" })
        let sockets = try CloudHost.all(
            regions: ["us-east-1"], kinds: [.websocket], endpoints: EndpointResolver(), environment: [:])
        #expect(sockets.map(\.address).last == "dynamodb.us-east-1.amazonaws.com:443")
        #expect(sockets.count == 6)
        let large = try CloudHost.all(
            regions: ["us-east-1"], buckets: ["https://b.s3.us-east-1.amazonaws.com", "http://127.0.0.1:5/b"],
            endpoints: EndpointResolver(), environment: [:])
        #expect(large.suffix(2).map(\.address) == ["b.s3.us-east-1.amazonaws.com:443", "127.0.0.1:5"])
        #expect(large.last?.purposes == ["S3"])
    }

    @Test(arguments: [
        ("arn:aws:iam::1:root", CallerPrincipal.root), ("arn:aws:iam::1:user/p/u", .user("arn:aws:iam::1:user/p/u")),
        ("arn:aws-cn:sts::1:assumed-role/r/s", .role(name: "r", arn: "arn:aws-cn:iam::1:role/r")),
        ("arn:aws:sts::1:federated-user/b", .other), ("", .other),
    ])
    func principals(_ arn: String, _ principal: CallerPrincipal) {
        #expect(CallerPrincipal(arn: arn) == principal)
    }
}
