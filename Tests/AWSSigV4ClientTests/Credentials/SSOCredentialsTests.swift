import AWSSigV4Client
import HTTPTransport
import OpenSSLCrypto
import OrderedJSON
import ProvisioningTestSupport
import Testing

@Suite struct SSOCredentialsTests {
    private static let config = """
        [profile p]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Deploy & more
        [sso-session corp]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-central-1
        """
    private static let older = """
        [profile p]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-central-1
        sso_account_id = 123456789012
        sso_role_name = Deploy
        """
    private static let credentials =
        #"{"roleCredentials":{"accessKeyId":"S","secretAccessKey":"s","sessionToken":"t","expiration":1795438800000}}"#
    private static let renewable = #""clientId":"c","clientSecret":"canary-client","refreshToken":"canary-refresh""#

    /// The cached file of a session or start URL.
    private static func path(_ key: String = "corp") throws -> String {
        "/home/u/.aws/sso/cache/\(try SHA1.hex(key)).json"
    }

    private static func token(_ expiresAt: String, _ more: String...) -> String {
        let members = [#""accessToken":"canary-token""#, #""expiresAt":"\#(expiresAt)""#] + more
        return "{\(members.joined(separator: ","))}"
    }

    private func fixture(
        _ config: String = SSOCredentialsTests.config, key: String = "corp", token: String?,
        _ answers: [HTTPResponse] = []
    ) throws -> CredentialsFixture {
        var files = ["/home/u/.aws/config": config]
        files[try Self.path(key)] = token
        return CredentialsFixture(
            ["AWS_PROFILE": "p", "AWS_EC2_METADATA_DISABLED": "true"], files: files, answers: answers)
    }

    @Test func aSessionsTokenIsExchanged() async throws {
        let fixture = try fixture(
            token: Self.token("2026-11-23T12:00:01Z"), [CredentialsFixture.answer(Self.credentials)])
        let found = try await CredentialsChain.sources(fixture.context, configuration: fixture.configuration()).find()
        #expect(found.source == #"profile "p", SSO"#)
        #expect(
            found.credentials
                == AWSCredentials(
                    accessKeyID: "S", secretAccessKey: "s", sessionToken: "t",
                    expiration: SigningDate(iso8601: "2026-11-23T13:00:00Z")))
        let request = try #require(fixture.transport.requests.first)
        #expect(fixture.transport.requests.count == 1)
        #expect(request.method == "GET")
        #expect(
            request.url == "https://portal.sso.eu-central-1.amazonaws.com/federation/credentials"
                + "?role_name=Deploy%20%26%20more&account_id=123456789012")
        #expect(request.headers == [HTTPHeader("x-amz-sso_bearer_token", "canary-token")])
        #expect(request.body == .none)
        #expect(fixture.replacer.written.withLock { $0 } == [:])
    }

    /// Profiles without a session keep their token under the start URL; old tools write dates with UTC.
    @Test(arguments: ["2026-11-23T13:00:00UTC", "2026-11-23T14:00:00+01:00"])
    func anOlderProfile(expiresAt: String) async throws {
        let fixture = try fixture(
            Self.older, key: "https://example.awsapps.com/start", token: Self.token(expiresAt),
            [CredentialsFixture.answer(Self.credentials)])
        #expect(try await fixture.credentials().accessKeyID == "S")
    }

    @Test func anEndedTokenIsRenewedAndKept() async throws {
        let ended = Self.token(
            "2026-11-23T12:00:00Z", Self.renewable, #""registrationExpiresAt":"2026-12-01T00:00:00Z""#,
            #""region":"eu-central-1","startUrl":"https://example.awsapps.com/start","other":[1]"#)
        let fixture = try fixture(
            token: ended,
            [
                CredentialsFixture.answer(#"{"accessToken":"new","expiresIn":3600,"refreshToken":"next"}"#),
                CredentialsFixture.answer(Self.credentials),
            ])
        #expect(try await fixture.credentials().accessKeyID == "S")
        let requests = fixture.transport.requests
        #expect(requests.count == 2)
        #expect(requests[0].method == "POST")
        #expect(requests[0].url == "https://oidc.eu-central-1.amazonaws.com/token")
        #expect(requests[0].headers == [HTTPHeader("Content-Type", "application/json")])
        #expect(
            requests[0].text
                == #"{"grantType":"refresh_token","clientId":"c","clientSecret":"canary-client","#
                + #""refreshToken":"canary-refresh"}"#)
        #expect(requests[1].headers.first("x-amz-sso_bearer_token") == "new")
        let expected = ended.replacing("canary-token", with: "new").replacing("canary-refresh", with: "next")
            .replacing("2026-11-23T12:00:00Z", with: "2026-11-23T13:00:00Z")
        #expect(try fixture.replacer.written.withLock { $0 } == [Self.path(): expected])
    }

    @Test func anotherProgramMayHaveRenewedIt() async throws {
        let files = InMemoryFiles(contents: ["/home/u/.aws/config": Self.config])
        let path = try Self.path()
        let reads = LockedBox(0)
        let sharing = SharedFiles { asked in
            guard asked == path else { return try files.bytes(asked) }
            let isFirst = reads.withLock {
                $0 += 1; return $0 == 1
            }
            let token = Self.token(isFirst ? "2026-11-23T11:00:00Z" : "2026-11-23T15:00:00Z", Self.renewable)
            return Array(token.utf8)
        }
        let fixture = try fixture(
            token: nil, [Self.refusal("InvalidGrantException", 400), CredentialsFixture.answer(Self.credentials)])
        var context = fixture.context
        context.files = sharing
        let chain = CredentialsChain.sources(context, configuration: try fixture.configuration())
        #expect(try await chain.credentials().accessKeyID == "S")
        #expect(reads.withLock { $0 } == 2)
    }

    private static func refusal(
        _ code: String, _ status: Int, _ body: String = #"{"message":"No access"}"#
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: [HTTPHeader("x-amzn-ErrorType", code)], body: Array(body.utf8))
    }

    /// A cached token, the answers, and what the error says.
    struct Failure: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var config = SSOCredentialsTests.config
        var token: String?
        var answers: [HTTPResponse] = []
        var texts: [String]
        var saysSignIn = true
    }

    private static let failures = [
        Failure(testDescription: "never signed in", texts: ["nobody has signed in", "/home/u/.aws/sso/cache/"]),
        Failure(testDescription: "no JSON", token: "{", texts: ["is no JSON object with accessToken and expiresAt"]),
        Failure(
            testDescription: "no token", token: #"{"expiresAt":"2027-01-01T00:00:00Z"}"#, texts: ["is no JSON object"]),
        Failure(testDescription: "no date", token: token("tomorrow"), texts: ["is no JSON object"]),
        Failure(
            testDescription: "ended, not renewable", token: token("2026-11-23T11:59:00Z"),
            texts: ["the sign-in ended at 2026-11-23T11:59:00Z"]),
        Failure(
            testDescription: "ended, registration too",
            token: token("2026-11-23T11:59:00Z", renewable, #""registrationExpiresAt":"2026-11-23T12:00:00Z""#),
            texts: ["the sign-in ended"]),
        Failure(
            testDescription: "renewal refused", token: token("2026-11-23T11:59:00Z", renewable),
            answers: [
                refusal(
                    "InvalidGrantException", 400, #"{"error":"invalid_grant","error_description":"Invalid refresh"}"#)
            ], texts: ["could not be renewed", "CreateToken: InvalidGrantException (HTTP 400): Invalid refresh"]),
        Failure(
            testDescription: "renewal without a network", token: token("2026-11-23T11:59:00Z", renewable),
            texts: ["could not be renewed", "used up"], saysSignIn: false),
        Failure(
            testDescription: "renewal without a token", token: token("2026-11-23T11:59:00Z", renewable),
            answers: [CredentialsFixture.answer("{}")], texts: ["could not be renewed", "it has no token"],
            saysSignIn: false),
        Failure(
            testDescription: "401", token: token("2026-11-23T13:00:00Z"),
            answers: [refusal("UnauthorizedException", 401, #"{"message":"Session token not found or invalid"}"#)],
            texts: ["UnauthorizedException (HTTP 401): Session token not found or invalid"]),
        Failure(
            testDescription: "403", token: token("2026-11-23T13:00:00Z"),
            answers: [refusal("ForbiddenException", 403)],
            texts: [
                "ForbiddenException (HTTP 403): No access",
                "the role Deploy & more of account 123456789012 is not assigned to the user",
            ], saysSignIn: false),
        Failure(
            testDescription: "404", token: token("2026-11-23T13:00:00Z"),
            answers: [refusal("ResourceNotFoundException", 404)], texts: ["is not assigned"], saysSignIn: false),
        Failure(
            testDescription: "400", token: token("2026-11-23T13:00:00Z"),
            answers: [refusal("InvalidRequestException", 400)], texts: ["InvalidRequestException"], saysSignIn: false),
        Failure(
            testDescription: "no network", token: token("2026-11-23T13:00:00Z"), texts: ["used up"], saysSignIn: false),
        Failure(
            testDescription: "answer without credentials", token: token("2026-11-23T13:00:00Z"),
            answers: [CredentialsFixture.answer(#"{"roleCredentials":{}}"#)], texts: ["it has no credentials"],
            saysSignIn: false),
    ]

    @Test(arguments: failures)
    func aFailureSaysWhatToDo(failure: Failure) async throws {
        let fixture = try fixture(failure.config, token: failure.token, failure.answers)
        let attempt = try #require(try await fixture.failure().attempts.last)
        #expect(attempt.source == #"profile "p", SSO"#)
        for text in failure.texts { #expect(attempt.reason.contains(text), "\(text) in \(attempt.reason)") }
        #expect(attempt.reason.contains("aws sso login --profile p") == failure.saysSignIn, "\(attempt.reason)")
        #expect(!attempt.reason.contains("canary"))
        #expect(fixture.replacer.written.withLock { $0 } == [:])
    }

    @Test func aTokenOfAnOlderProfileIsNeverRenewed() async throws {
        let fixture = try fixture(
            Self.older, key: "https://example.awsapps.com/start",
            token: Self.token("2026-11-23T12:00:00Z", Self.renewable))
        #expect(try await fixture.failure().attempts.last?.reason.contains("aws sso login") == true)
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test func filesThatCannotBeReadOrWritten() async throws {
        var unreadable = try fixture(token: "")
        unreadable.files.unreadable = [try Self.path()]
        #expect(
            try await unreadable.failure().attempts.last?.reason == "can't read \(try Self.path()): Permission denied")
        var full = try fixture(
            token: Self.token("2026-11-23T12:00:00Z", Self.renewable),
            [CredentialsFixture.answer(#"{"accessToken":"new","expiresIn":3600}"#)])
        full.replacer.errorNumber = 28
        #expect(
            try await full.failure().attempts.last?.reason
                == "the renewed token could not be kept: can't write \(try Self.path()): No space left on device")
    }

    @Test(arguments: [
        ("[profile p]\nsso_session=s", "sso_session names \"s\", but there is no [sso-session s]"),
        ("[profile p]\nsso_start_url=s", "it uses SSO, but lacks sso_region, sso_account_id, sso_role_name"),
        (
            "[profile p]\nsso_session=s\nsso_region=a\n[sso-session s]\nsso_region=b",
            "sso_region is a, but [sso-session s] says b"
        ),
        (
            "[profile p]\nsso_start_url=s\nsso_region=a.test/\nsso_account_id=1\nsso_role_name=r",
            "sso_region: \"a.test/\" is no AWS region"
        ),
    ])
    func settingsThatDoNotFit(config: String, reason: String) async throws {
        let error = try await fixture(config, token: nil).failure()
        #expect(error.attempts.last?.source == #"profile "p""#)
        #expect(error.attempts.last?.reason.hasPrefix(reason) == true, "\(error)")
    }

    @Test func keysOfTheProfileComeFirstAndAProgramAfterwards() async throws {
        let keys = "\naws_access_key_id = A\naws_secret_access_key = s\n[sso-session corp]"
        let withKeys = try fixture(Self.config.replacing("\n[sso-session corp]", with: keys), token: nil)
        #expect(try await withKeys.credentials().accessKeyID == "A")
        let program = "\ncredential_process = x\n[sso-session corp]"
        let withProgram = try fixture(
            Self.config.replacing("\n[sso-session corp]", with: program), token: Self.token("2026-11-23T13:00:00Z"),
            [CredentialsFixture.answer(Self.credentials)])
        #expect(try await withProgram.credentials().accessKeyID == "S")
    }

    @Test func aRoleMayBeAssumedFromIt() async throws {
        let outer = "[profile p]\nrole_arn = arn:outer\nsource_profile = sso\n"
        let fixture = try fixture(
            outer + Self.config.replacing("[profile p]", with: "[profile sso]"),
            token: Self.token("2026-11-23T13:00:00Z"),
            [CredentialsFixture.answer(Self.credentials), CredentialsFixture.assumed("AssumeRole", key: "OUTER")])
        #expect(try await fixture.credentials().accessKeyID == "OUTER")
        #expect(fixture.transport.requests[1].headers.first("Authorization")?.contains("Credential=S/") == true)
    }

    @Test func endpointsCanBeOverriddenAndFollowThePartition() throws {
        let endpoints = EndpointResolver(environment: [
            "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:2",
        ])
        #expect(try endpoints.endpoint(of: .sso, region: "eu-west-1").url == "http://127.0.0.1:1")
        #expect(try endpoints.endpoint(of: .ssoOIDC, region: "eu-west-1").url == "http://127.0.0.1:2")
        let china = try EndpointResolver().endpoint(of: .sso, region: "cn-north-1").url
        #expect(china == "https://portal.sso.cn-north-1.amazonaws.com.cn")
    }
}

/// Files that a closure gives.
private struct SharedFiles: FileReading {
    let read: @Sendable (String) throws -> [UInt8]?

    func bytes(_ path: String) throws -> [UInt8]? { try read(path) }
}
