import HTTPTransport
import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport
import Testing

/// Every source of credentials over HTTP: what is sent, which source `doctor` names, and what a refusal looks like.
@Suite struct CredentialsCommandTests {
    /// One way to get credentials.
    struct Source: Sendable, CustomTestStringConvertible {
        /// The source as `doctor` and errors name it.
        var name: String
        /// The access key that it gives.
        var key: String
        /// The variables, of the server's URL and the project folder.
        var variables: @Sendable (_ url: String, _ folder: String) -> [String: String] = { _, _ in [:] }
        /// Files of the home folder.
        var files: [String: String] = [:]
        /// What is sent to get the credentials: method, target and, after a blank, the body.
        var requests: [String] = []
        /// Headers of those requests.
        var headers: [[String: String]] = []
        /// What an error says when all of it is refused with 403; nil when nothing is asked.
        var refusal: String?
        var testDescription: String { name }
    }

    private static let role = "arn:aws:iam::123456789012:role/deploy"
    private static let webIdentity =
        "POST / Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole"
        + "%2Fdeploy&RoleSessionName=ci&WebIdentityToken="
    private static let profiles = """
        [profile keys]
        aws_access_key_id = PROFILE
        aws_secret_access_key = s
        [profile role]
        role_arn = arn:aws:iam::123456789012:role/deploy
        source_profile = keys
        external_id = x
        [profile process]
        credential_process = printf '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}'
        [profile sso]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Deploy
        [sso-session corp]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-west-1
        """
    private static let endedToken = """
        {"accessToken":"canary-old","expiresAt":"2020-01-01T00:00:00Z","clientId":"c","clientSecret":"canary",\
        "refreshToken":"canary-refresh"}
        """

    private static let sources: [Source] = [
        Source(
            name: "environment", key: "ENVIRONMENT",
            variables: { _, _ in ["AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "canary"] }),
        Source(
            name: "web identity", key: "IDENTITY",
            variables: { _, folder in
                [
                    "AWS_WEB_IDENTITY_TOKEN_FILE": "\(folder)/.aws/jwt", "AWS_ROLE_ARN": role,
                    "AWS_ROLE_SESSION_NAME": "ci",
                ]
            }, files: [".aws/jwt": "canary-jwt\n"], requests: [webIdentity + "canary-jwt"], headers: [[:]],
            refusal: "role \(role) can't be assumed with the token: AWS STS refused AssumeRoleWithWebIdentity"),
        Source(
            name: "GitHub Actions OIDC", key: "IDENTITY",
            variables: { url, _ in
                [
                    "ACTIONS_ID_TOKEN_REQUEST_URL": "\(url)/github?api-version=2",
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "canary-bearer", "AWS_ROLE_ARN": role,
                    "AWS_ROLE_SESSION_NAME": "ci",
                ]
            }, requests: ["GET /github?api-version=2&audience=sts.amazonaws.com", webIdentity + "canary-github"],
            headers: [["Authorization": "Bearer canary-bearer"], [:]],
            refusal: "GitHub gave no token (HTTP 403); the job needs the permission id-token: write"),
        Source(name: #"profile "keys""#, key: "PROFILE", variables: { _, _ in ["AWS_PROFILE": "keys"] }),
        Source(
            name: #"profile "role""#, key: "ASSUMED",
            variables: { _, _ in ["AWS_PROFILE": "role", "AWS_ROLE_SESSION_NAME": "ci"] },
            requests: [
                "POST / Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy"
                    + "&RoleSessionName=ci&ExternalId=x"
            ], headers: [["Authorization": "AWS4-HMAC-SHA256 Credential=PROFILE/"]],
            refusal: "role \(role) can't be assumed: AWS STS refused AssumeRole"),
        Source(name: #"profile "process""#, key: "PROCESS", variables: { _, _ in ["AWS_PROFILE": "process"] }),
        Source(
            name: #"profile "sso", SSO"#, key: "SSO", variables: { _, _ in ["AWS_PROFILE": "sso"] },
            // The SHA-1 of the session's name.
            files: [".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json": endedToken],
            requests: [
                #"POST /token {"grantType":"refresh_token","clientId":"c","clientSecret":"canary","#
                    + #""refreshToken":"canary-refresh"}"#,
                "GET /federation/credentials?role_name=Deploy&account_id=123456789012",
            ],
            headers: [["Content-Type": "application/json"], ["x-amz-sso_bearer_token": "canary-new"]],
            refusal: "could not be renewed: AWS SSO OIDC refused CreateToken"),
        Source(
            name: "container endpoint", key: "CONTAINER",
            variables: { url, _ in
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(url)/container",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "canary-container",
                ]
            }, requests: ["GET /container"], headers: [["Authorization": "canary-container"]],
            refusal: "/container answered with HTTP 403"),
        Source(
            name: "EC2 instance metadata", key: "INSTANCE",
            variables: { url, _ in
                ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": url]
            },
            requests: [
                "PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/",
                "GET /latest/meta-data/iam/security-credentials/node",
            ],
            headers: [
                ["X-aws-ec2-metadata-token-ttl-seconds": "21600"], ["X-aws-ec2-metadata-token": "canary-session"],
                ["X-aws-ec2-metadata-token": "canary-session"],
            ], refusal: "gave no token (HTTP 403)"),
    ]

    private static func answer(_ request: RecordedRequest) -> ScriptedAnswer {
        func document(_ key: String) -> ScriptedAnswer {
            .json(#"{"Code":"Success","AccessKeyId":"\#(key)","SecretAccessKey":"s","Token":"t"}"#)
        }
        func assumed(_ operation: String, _ key: String) -> ScriptedAnswer {
            .text(
                "<R><\(operation)Result><Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s"
                    + "</SecretAccessKey><SessionToken>t</SessionToken></Credentials></\(operation)Result></R>",
                type: "text/xml")
        }
        switch request.path {
        case "/latest/api/token": return .text("canary-session")
        case "/latest/meta-data/iam/security-credentials/": return .text("node\n")
        case "/latest/meta-data/iam/security-credentials/node": return document("INSTANCE")
        case "/container": return document("CONTAINER")
        case "/github": return .json(#"{"value":"canary-github"}"#)
        case "/token": return .json(#"{"accessToken":"canary-new","expiresIn":3600}"#)
        case "/federation/credentials":
            return .json(
                #"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":4000000000000}}"#
            )
        default: break
        }
        let text = request.text
        if text.hasPrefix("Action=AssumeRoleWithWebIdentity&") {
            return assumed("AssumeRoleWithWebIdentity", "IDENTITY")
        }
        if text.hasPrefix("Action=AssumeRole&") { return assumed("AssumeRole", "ASSUMED") }
        if text.hasPrefix("Action=GetCallerIdentity") {
            return .text(
                "<R><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:root</Arn><Account>123456789012</Account>"
                    + "</GetCallerIdentityResult></R>", type: "text/xml")
        }
        return .text("", status: 404)
    }

    private static func harness(_ source: Source, _ server: ScriptedServer) throws -> CommandHarness {
        let harness = try CommandHarness()
        for (path, text) in source.files { try harness.write(path, text) }
        try harness.write(".aws/config", profiles)
        return harness
    }

    private static func variables(
        _ source: Source, _ server: ScriptedServer, _ harness: CommandHarness
    ) -> [String: String] {
        [
            "AWS_ENDPOINT_URL": server.url, "HOME": harness.directory,
            "AWS_CONFIG_FILE": "\(harness.directory)/.aws/config",
        ].merging(source.variables(server.url, harness.directory)) { $1 }
    }

    @Test(arguments: sources)
    func doctorNamesTheSourceAndTheRequestsAreExact(source: Source) async throws {
        try await withScriptedServer(Self.answer) { server in
            let harness = try Self.harness(source, server)
            let result = await harness.run(
                ["doctor", "--json"], variables: Self.variables(source, server, harness))
            let check = result.lines.first { $0["name"]?.string == "credentials" }
            #expect(check?["status"]?.string == "ok", "\(result.output)")
            #expect(
                check?["detail"]?.string?.hasPrefix("from \(source.name), key \(source.key)") == true,
                "\(result.output)")
            #expect(!(result.output + result.error).contains("canary"))
            let sent = server.requests.filter { $0.target != "/" || !$0.text.isEmpty }
                .prefix { !$0.text.hasPrefix("Action=GetCallerIdentity") }
            let lines = sent.map { "\($0.method) \($0.target)" + ($0.text.isEmpty ? "" : " \($0.text)") }
            #expect(lines == source.requests)
            for (request, headers) in zip(sent, source.headers) {
                for (name, value) in headers {
                    #expect(request.headers.first(name)?.hasPrefix(value) == true, "\(name) of \(request.target)")
                }
            }
            let signed = server.requests.first { $0.text.hasPrefix("Action=GetCallerIdentity") }
            #expect(signed?.headers.first("Authorization")?.contains("Credential=\(source.key)/") == true)
        }
    }

    @Test(arguments: sources.filter { $0.refusal != nil })
    func aRefusalEndsTheRunBeforeAnythingIsWritten(source: Source) async throws {
        try await withScriptedServer({ _ in .text("", status: 403) }) { server in
            let harness = try Self.harness(source, server)
            let result = await harness.run(
                ["apply", "--env", "dev", "--yes"], variables: Self.variables(source, server, harness))
            #expect(result.code == 77, "\(result.error)")
            #expect(result.error.contains("NoCredentials"))
            #expect(result.error.contains(source.name), "\(result.error)")
            #expect(result.error.contains(source.refusal ?? ""), "\(result.error)")
            #expect(!result.error.contains("canary"))
            #expect(server.requests.allSatisfy { !$0.text.contains("Action=CreateRole") })
            #expect(!harness.exists(".pulumi/stacks"))
        }
    }

    /// Temporary credentials that AWS calls expired in the middle of a run are asked for anew, and the run goes on.
    @Test func credentialsThatEndInTheMiddleOfAnApplyAreRenewed() async throws {
        let aws = ScriptedAWS()
        let given = LockedBox(0)
        try await withScriptedServer({ request in
            if request.path == "/container" {
                let number = given.withLock { number -> Int in
                    number += 1
                    return number
                }
                return .json(#"{"AccessKeyId":"KEY\#(number)","SecretAccessKey":"s","Token":"t"}"#)
            }
            if aws.operation(of: request) == "CreateFunction" { aws.expire(accessKey: "KEY1") }
            return aws.answer(request)
        }) { server in
            let harness = try CommandHarness(
                variables: [
                    "AWS_ENDPOINT_URL": server.url, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/container",
                ])
            let result = await harness.run("apply --env dev --yes --json")
            #expect(result.code == 0, "\(result.output)")
            #expect(given.withLock { $0 } == 2)
            let keys = server.requests.compactMap { $0.headers.first("Authorization") }.map { $0.contains("=KEY2/") }
            #expect(keys.contains(true) && keys.contains(false))
            #expect(aws.inventory.contains { $0.hasPrefix("function ") })
        }
    }

    @Test func theHostsOfTheIdentityCenterAreListed() async throws {
        let harness = try CommandHarness()
        try harness.write(".aws/config", Self.profiles)
        var variables = ["AWS_PROFILE": "sso", "AWS_CONFIG_FILE": "\(harness.directory)/.aws/config"]
        let result = await harness.run(["doctor", "--hosts"], variables: variables)
        #expect(
            result.output.hasPrefix(
                "oidc.eu-west-1.amazonaws.com:443\nportal.sso.eu-west-1.amazonaws.com:443\nsts.us-east-1"),
            "\(result.output)")
        // Keys in the environment come first, and the profile is not asked.
        variables["AWS_ACCESS_KEY_ID"] = "A"
        #expect(!(await harness.run(["doctor", "--hosts"], variables: variables)).output.contains("sso"))
    }

    /// `--verbose` shows each request, and none of its secrets.
    @Test func theRequestLogIsRedacted() async throws {
        let source = try #require(Self.sources.first { $0.key == "SSO" })
        try await withScriptedServer(Self.answer) { server in
            let harness = try Self.harness(source, server)
            let result = await harness.run(
                ["doctor", "--verbose"], variables: Self.variables(source, server, harness))
            #expect(result.error.contains("/federation/credentials"), "\(result.error)")
            #expect(result.error.contains("hosts contacted: 127.0.0.1:\(server.port)"), "\(result.error)")
            #expect(!(result.output + result.error).contains("canary"))
            // The token was renewed, and the cache keeps it for the other tools.
            let cache = try harness.text(try #require(source.files.keys.first))
            #expect(cache.contains(#""accessToken":"canary-new""#))
        }
    }
}
