import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct CredentialsChainTests {
    @Test func environmentComesFirst() async throws {
        let fixture = CredentialsFixture(
            [
                "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
                "AWS_CREDENTIAL_EXPIRATION": "2026-11-24T00:00:00Z", "AWS_WEB_IDENTITY_TOKEN_FILE": "/t",
            ], files: ["/home/u/.aws/credentials": "[default]\naws_access_key_id=B\naws_secret_access_key=s"])
        #expect(
            try await fixture.credentials()
                == AWSCredentials(
                    accessKeyID: "A", secretAccessKey: "s", sessionToken: "t",
                    expiration: SigningDate(iso8601: "2026-11-24T00:00:00Z")))
    }

    @Test(arguments: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    func halfAnEnvironmentIsAnError(name: String) async throws {
        let error = try await CredentialsFixture([name: "x"]).failure()
        #expect(error.attempts.map(\.source) == ["environment"])
        #expect(error.attempts[0].reason.hasPrefix("\(name) is set, but"))
    }

    @Test func failureListsEverySource() async throws {
        let fixture = CredentialsFixture(direct: [.failure(CredentialsFixture.unreachable)])
        let error = try await fixture.failure()
        #expect(
            error.attempts == [
                .init(source: "environment", reason: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"),
                .init(source: "web identity", reason: "AWS_WEB_IDENTITY_TOKEN_FILE is not set"),
                .init(
                    source: "GitHub Actions OIDC",
                    reason: "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set"),
                .init(
                    source: "profile \"default\"",
                    reason: "neither /home/u/.aws/config nor /home/u/.aws/credentials exists"),
                .init(
                    source: "container endpoint",
                    reason: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set"
                ),
                .init(source: "EC2 instance metadata", reason: "not reachable (no route)"),
            ])
        #expect(error.description.hasPrefix("no AWS credentials; tried in this order:\n  - environment: AWS_ACCESS"))
        #expect(error.description.hasSuffix("or AWS_PROFILE to a profile that has credentials."))
    }

    @Test func webIdentity() async throws {
        let fixture = CredentialsFixture(
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
                "AWS_ROLE_SESSION_NAME": "me",
            ], files: ["/t": "header.token.sig\n"],
            answers: [CredentialsFixture.assumed("AssumeRoleWithWebIdentity", key: "W")])
        #expect(
            try await fixture.credentials()
                == AWSCredentials(
                    accessKeyID: "W", secretAccessKey: "s", sessionToken: "t",
                    expiration: SigningDate(iso8601: "2026-11-23T13:00:00Z")))
        let request = try #require(fixture.transport.requests.first)
        #expect(request.url == "https://sts.eu-west-1.amazonaws.com/")
        #expect(
            request.text == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=me&WebIdentityToken=header.token.sig")
        #expect(request.headers.first("Authorization") == nil)
    }

    @Test func webIdentityFailures() async throws {
        var fixture = CredentialsFixture(["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"])
        #expect(try await fixture.failure().attempts.last?.reason.contains("AWS_ROLE_ARN is not") == true)
        fixture.environment["AWS_ROLE_ARN"] = "r"
        #expect(try await fixture.failure().attempts.last?.reason == "the token file /t does not exist")
        fixture.files.unreadable = ["/t"]
        #expect(try await fixture.failure().attempts.last?.reason == "can't read /t: Permission denied")
        fixture = CredentialsFixture(
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "r"], files: ["/t": "x"],
            answers: [
                CredentialsFixture.answer(
                    "<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>", 400)
            ])
        #expect(try await fixture.failure().attempts.last?.reason.contains("InvalidIdentityToken") == true)
    }

    @Test func anUnreachableSTSIsAFailureOfTheSource() async throws {
        let fixture = CredentialsFixture(
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:r"], files: ["/t": "x"])
        let attempt = try #require(try await fixture.failure().attempts.last)
        #expect(attempt.source == "web identity")
        #expect(attempt.reason.hasPrefix("role arn:r can't be assumed with the token: POST request to"))
    }

    @Test func gitHub() async throws {
        let environment = [
            "ACTIONS_ID_TOKEN_REQUEST_URL": "https://github.test/token?v=2", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b",
            "AWS_ROLE_ARN": "r",
        ]
        let fixture = CredentialsFixture(
            environment,
            answers: [
                CredentialsFixture.answer(#"{"value":"jwt"}"#),
                CredentialsFixture.assumed("AssumeRoleWithWebIdentity", key: "G"),
            ])
        #expect(try await fixture.credentials().accessKeyID == "G")
        let requests = fixture.transport.requests
        #expect(requests[0].url == "https://github.test/token?v=2&audience=sts.amazonaws.com")
        #expect(requests[0].headers.first("Authorization") == "Bearer b")
        #expect(requests[1].text.contains("&RoleSessionName=semantest-provision-1795435200&WebIdentityToken=jwt"))
        let china = CredentialsFixture(
            environment,
            answers: [
                CredentialsFixture.answer(#"{"value":"jwt"}"#),
                CredentialsFixture.assumed("AssumeRoleWithWebIdentity", key: "G"),
            ], region: "cn-north-1")
        #expect(try await china.credentials().accessKeyID == "G")
        #expect(china.transport.requests[0].url == "https://github.test/token?v=2&audience=sts.amazonaws.com.cn")
        #expect(china.transport.requests[1].url == "https://sts.cn-north-1.amazonaws.com.cn/")
        let refused = CredentialsFixture(environment, answers: [CredentialsFixture.answer("no", 403)])
        #expect(try await refused.failure().attempts.last?.reason.contains("id-token: write") == true)
        let unreachable = CredentialsFixture(environment)
        #expect(try await unreachable.failure().attempts.last?.source == "GitHub Actions OIDC")
    }

    @Test func container() async throws {
        let document = #"{"AccessKeyId":"C","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-23T13:00:00Z"}"#
        let relative = CredentialsFixture(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"],
            direct: [.success(CredentialsFixture.answer(document))])
        #expect(try await relative.credentials().accessKeyID == "C")
        #expect(relative.direct.requests.first?.url == "http://169.254.170.2/v2/x")
        let full = CredentialsFixture(
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:80/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
            ], files: ["/t": "bearer\n"], direct: [.success(CredentialsFixture.answer(document))])
        #expect(try await full.credentials().sessionToken == "t")
        #expect(full.direct.requests.first?.headers.first("Authorization") == "bearer")
    }

    @Test(arguments: [
        ("http://example.com/x", "neither https nor"), ("http://127.example.com/x", "neither https nor"),
        ("https://h/x", "HTTP 500"), ("ftp://localhost", "neither https nor"),
    ])
    func containerFailures(url: String, reason: String) async throws {
        let fixture = CredentialsFixture(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "t"],
            direct: [.success(CredentialsFixture.answer("", 500))])
        #expect(try await fixture.failure().attempts.last?.reason.contains(reason) == true)
    }

    @Test func containerTokenFileAndTransportFailures() async throws {
        var fixture = CredentialsFixture([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://h/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
        ])
        #expect(try await fixture.failure().attempts.last?.reason == "the token file /t does not exist")
        fixture.files.unreadable = ["/t"]
        #expect(try await fixture.failure().attempts.last?.reason == "can't read /t: Permission denied")
        let unreachable = CredentialsFixture(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://h/x"],
            direct: [.failure(CredentialsFixture.unreachable)])
        #expect(try await unreachable.failure().attempts.last?.reason.contains("no route") == true)
    }

    @Test func instance() async throws {
        let document = #"{"Code":"Success","AccessKeyId":"I","SecretAccessKey":"s","Token":"t"}"#
        let fixture = CredentialsFixture(
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1/"],
            direct: ["session", "role\n", document].map { .success(CredentialsFixture.answer($0)) })
        #expect(try await fixture.credentials().accessKeyID == "I")
        let requests = fixture.direct.requests
        #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
        #expect(
            requests.map(\.url) == [
                "http://127.0.0.1:1/latest/api/token",
                "http://127.0.0.1:1/latest/meta-data/iam/security-credentials/",
                "http://127.0.0.1:1/latest/meta-data/iam/security-credentials/role",
            ])
        #expect(requests[0].headers == [HTTPHeader("X-aws-ec2-metadata-token-ttl-seconds", "21600")])
        #expect(requests[2].headers == [HTTPHeader("X-aws-ec2-metadata-token", "session")])
    }

    @Test(arguments: [
        ([("no", 403)], "gave no token (HTTP 403)"), ([("t", 200), ("", 404)], "the instance has no role"),
        ([("t", 200), ("r", 200), ("", 500)], "no credentials of role r (HTTP 500)"),
        ([("t", 200), ("r", 200), (#"{"Code":"Failed","Message":"m"}"#, 200)], "the code Failed: m"),
        ([("t", 200), ("r", 200), (#"{"AccessKeyId":"A"}"#, 200)], "lacks AccessKeyId or SecretAccessKey"),
        ([("t", 200), ("r", 200), ("[]", 200)], "no JSON object"),
        (
            [("t", 200), ("r", 200), (#"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"x"}"#, 200)],
            "no ISO 8601 date"
        ),
        ([("t", 200)], "used up"),
    ])
    func instanceFailures(answers: [(String, Int)], reason: String) async throws {
        let fixture = CredentialsFixture(direct: answers.map { .success(CredentialsFixture.answer($0.0, $0.1)) })
        #expect(try await fixture.failure().attempts.last?.reason.contains(reason) == true)
    }

    @Test func instanceCanBeDisabled() async throws {
        let error = try await CredentialsFixture(["AWS_EC2_METADATA_DISABLED": "True"]).failure()
        #expect(error.attempts.last?.reason == "AWS_EC2_METADATA_DISABLED is true")
    }
}
