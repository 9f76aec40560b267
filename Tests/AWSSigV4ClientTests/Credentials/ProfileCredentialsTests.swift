import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct ProfileCredentialsTests {
    private func fixture(
        _ config: String, credentials: String? = nil, environment: [String: String] = [:],
        answers: [HTTPResponse] = []
    ) -> CredentialsFixture {
        var files = ["/home/u/.aws/config": config]
        files["/home/u/.aws/credentials"] = credentials
        return CredentialsFixture(
            environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }, files: files, answers: answers)
    }

    @Test func mergesBothFilesAndCredentialsWin() throws {
        let configuration = try fixture(
            """
            [default]
            region = wrong
            [profile default]
            region = eu-west-3
            endpoint_url = http://127.0.0.1:1
            ca_bundle = /ca.pem
            aws_access_key_id = config
            [profile other]
            region =
            """, credentials: "[default]\naws_access_key_id = credentials\n[profile other]\nregion = x"
        ).configuration()
        #expect(configuration.region == "eu-west-3" && configuration.endpointURL == "http://127.0.0.1:1")
        #expect(configuration.caBundle == "/ca.pem")
        #expect(configuration.setting("aws_access_key_id") == "credentials")
        #expect(configuration.profile("other") == ["region": ""])
        #expect(configuration.profile("missing") == nil)
        #expect(configuration.profileName == "default" && !configuration.isProfileNamed)
    }

    @Test func findsFilesAndProfileByEnvironment() throws {
        let environment = [
            "HOME": "/home/u", "AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/k", "AWS_PROFILE": "",
            "AWS_DEFAULT_PROFILE": "p",
        ]
        let files = InMemoryFiles(contents: ["/home/u/c": "[profile p]\nregion=r1", "/k": "[p]\nx=1"])
        let configuration = try SharedConfiguration(environment: environment, files: files)
        #expect(configuration.configPath == "/home/u/c" && configuration.credentialsPath == "/k")
        #expect(configuration.profileName == "p" && configuration.isProfileNamed)
        #expect(configuration.region == "r1" && configuration.setting("x") == "1")
        #expect(try SharedConfiguration(environment: environment, files: files, profile: "q").profileName == "q")
    }

    @Test func mistakesInFilesHaveAPlace() {
        #expect(throws: SharedConfigurationError.self) { try fixture("[default]\nregion").configuration() }
    }

    @Test func staticKeys() async throws {
        let fixture = fixture(
            "", credentials: "[default]\naws_access_key_id=A\naws_secret_access_key=s\naws_session_token=t")
        #expect(
            try await fixture.credentials()
                == AWSCredentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: "t"))
    }

    @Test(arguments: [
        ("[profile p]\naws_access_key_id=A", "must both be set"),
        ("[profile q]", "no profile \"p\" in /home/u/.aws/config"),
        ("[profile p]\nrole_arn=r", "neither source_profile nor credential_source"),
        ("[profile p]\nrole_arn=r\nsource_profile=x", "names \"x\", which does not exist"),
        ("[profile p]\nrole_arn=r\nsource_profile=x\n[profile x]", "\"x\" has no credentials"),
        (
            "[profile p]\nrole_arn=r\nsource_profile=x\n[profile x]\nrole_arn=s\nsource_profile=p",
            "goes in a circle: p -> x -> p"
        ),
        ("[profile p]\nrole_arn=r\ncredential_source=Nowhere", "\"Nowhere\" is not known"),
        ("[profile p]\nrole_arn=r\ncredential_source=Environment", "are not set"),
        ("[profile p]\nrole_arn=r\ncredential_source=EcsContainer", "are not set"),
        ("[profile p]\nrole_arn=r\ncredential_source=Ec2InstanceMetadata", "AWS_EC2_METADATA_DISABLED"),
        (
            "[profile p]\nrole_arn=r\nmfa_serial=m\nsource_profile=x\n[profile x]\naws_access_key_id=A\n"
                + "aws_secret_access_key=s", "mfa_serial"
        ),
        ("[profile p]\ncredential_process=x", "can't run /bin/sh: not expected"),
    ])
    func failures(config: String, reason: String) async throws {
        let error = try await fixture(config, environment: ["AWS_PROFILE": "p"]).failure()
        #expect(error.attempts.last?.reason.contains(reason) == true, "\(error)")
        #expect(error.attempts.last?.source.hasPrefix("profile \"") == true)
    }

    @Test func profilesWithoutKeysAreSkippedOver() async throws {
        let error = try await fixture("[default]\nregion = r").failure()
        #expect(error.attempts[3].reason == "it has neither keys, role_arn, sso_session nor credential_process")
        #expect(error.attempts.count == 6)
    }

    @Test func assumesRolesAlongSourceProfiles() async throws {
        let fixture = fixture(
            """
            [profile p]
            role_arn = arn:outer
            source_profile = q
            role_session_name = me
            external_id = x
            duration_seconds = 900
            [profile q]
            role_arn = arn:inner
            source_profile = q
            aws_access_key_id = A
            aws_secret_access_key = s
            """, environment: ["AWS_PROFILE": "p"],
            answers: [
                CredentialsFixture.assumed("AssumeRole", key: "INNER"),
                CredentialsFixture.assumed("AssumeRole", key: "OUTER"),
            ])
        #expect(try await fixture.credentials().accessKeyID == "OUTER")
        let requests = fixture.transport.requests
        #expect(requests[0].headers.first("Authorization")?.contains("Credential=A/") == true)
        #expect(requests[0].text.contains("RoleArn=arn%3Ainner&RoleSessionName=semantest-provision-"))
        #expect(requests[1].headers.first("Authorization")?.contains("Credential=INNER/") == true)
        #expect(
            requests[1].text.hasSuffix("RoleArn=arn%3Aouter&RoleSessionName=me&ExternalId=x&DurationSeconds=900"))
    }

    @Test func refusedRolesNameTheRole() async throws {
        let fixture = fixture(
            "[default]\nrole_arn = arn:r\ncredential_source = Ec2InstanceMetadata",
            answers: [CredentialsFixture.answer("<E><Error><Code>AccessDenied</Code></Error></E>", 403)])
        var enabled = fixture
        enabled.environment["AWS_EC2_METADATA_DISABLED"] = nil
        let document = #"{"AccessKeyId":"I","SecretAccessKey":"s","Token":"t"}"#
        let direct = ["t", "r", document].map { Result<_, HTTPTransportError>.success(CredentialsFixture.answer($0)) }
        var context = enabled.context
        context.directTransport = InMemoryTransport(script: direct)
        let source = ProfileCredentialsSource(context, configuration: try enabled.configuration())
        let error = await #expect(throws: CredentialsError.self) { _ = try await source.find() }
        #expect(error?.attempts.first?.reason.hasPrefix("role arn:r can't be assumed: AWS STS refused") == true)
    }

    @Test func webIdentityOfAProfile() async throws {
        var fixture = fixture(
            "[default]\nrole_arn = r\nweb_identity_token_file = /t\nrole_session_name = n",
            answers: [CredentialsFixture.assumed("AssumeRoleWithWebIdentity", key: "W")])
        fixture.files.contents["/t"] = "jwt"
        #expect(try await fixture.credentials().accessKeyID == "W")
        #expect(fixture.transport.requests.first?.text.contains("RoleSessionName=n&WebIdentityToken=jwt") == true)
    }

    @Test func credentialProcess() async throws {
        var fixture = fixture("[default]\ncredential_process = tool \"an argument\"")
        fixture.commands.result = { arguments in
            #expect(arguments == ["/bin/sh", "-c", "tool \"an argument\""])
            let text = #"{"Version":1,"AccessKeyId":"P","SecretAccessKey":"s","SessionToken":"t"}"#
            return CommandOutput(status: 0, output: Array(text.utf8), errorOutput: [])
        }
        #expect(try await fixture.credentials().sessionToken == "t")
        fixture.commands.result = { _ in CommandOutput(status: 2, output: [], errorOutput: Array("locked".utf8)) }
        let error = try await fixture.failure()
        #expect(
            error.attempts.last
                == .init(
                    source: "profile \"default\", credential_process", reason: "it ended with exit code 2: locked"))
    }
}
