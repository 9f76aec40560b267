import ProvisionConfiguration
import ProvisioningDomain
import Testing

@Suite struct ConfigurationResolutionTests {
    private static let secrets: PropertyMap = ["database_url": "pg", "user": "me", "extra": .secret("more")]

    private func resolve(
        _ component: String, _ environment: String, provider: CloudProvider? = nil, text: String = Sample.full,
        secrets: PropertyMap = secrets
    ) throws -> ComponentSpecification {
        try Sample.parse(text).resolve(component: component, environment: environment, provider: provider) {
            secrets[$0]
        }
    }

    @Test func withoutOverrides() throws {
        let api = try resolve("rest-api", "development")
        #expect(api.stack == StackReference(project: "semantest-rest-api", stack: "aws-development"))
        #expect(api.kind == .rest && api.provider == .aws && api.region == nil)
        #expect(api.source == "/work/app/nodejs.server" && api.root == "/work/app")
        #expect(api.entry == "dist/start-server.js")
        #expect(api.runtime.description == "nodejs20.x" && api.architecture == .arm64)
        #expect(api.memory.megabytes == 512 && api.timeout.seconds == 120 && api.logRetentionDays == 30)
        #expect(api.tags["Cost"] == "42")
        #expect(
            api.variables == [
                "NODE_ENV": "production", "PORT": "8080", "RATIO": "1.50", "DEBUG": "false", "EMPTY": "",
                "SHELL_TEXT": "${HOME} costs ${ and }", "DATABASE_URL": .secret("pg"),
                "DSN": .secret("pg://me:pg@host"),
            ])
        #expect(
            api.cors == CorsPolicy(origins: ["https://a.example"], methods: ["GET", "*"], headers: ["content-type"]))
    }

    @Test(arguments: ["production", "prod"])
    func withOverrides(environment: String) throws {
        let api = try resolve("rest-api", environment, provider: .aws)
        #expect(api.environment.description == "production")
        #expect(api.region == "eu-west-1")
        #expect(api.source == "/work/app/other" && api.root == "/srv" && api.entry == "main.js")
        #expect(api.runtime.description == "nodejs22.x" && api.architecture == .amd64)
        #expect(api.memory.megabytes == 1024 && api.timeout.seconds == 20 && api.logRetentionDays == 365)
        #expect(api.variables["NODE_ENV"] == "prod")
        #expect(api.variables["EXTRA"] == .secret("more"))
        #expect(api.variables["PORT"] == "8080")
        #expect(api.cors == CorsPolicy(origins: ["https://a.example"], methods: ["POST"], headers: ["content-type"]))
    }

    @Test func standardValues() throws {
        let api = try resolve("api", "staging", text: Sample.minimal)
        #expect(api.source == "/work/app" && api.root == "/work/app" && api.entry == nil)
        #expect(api.runtime == .standard && api.architecture == .amd64)
        #expect(api.memory.megabytes == 512 && api.timeout.seconds == 30 && api.logRetentionDays == 14)
        #expect(api.variables.isEmpty && api.cors == nil && api.tags.isEmpty && api.provider == .aws)
    }

    @Test func anOverrideMayAddWhatTheComponentLacks() throws {
        let text = """
            project: p
            components: { api: { kind: rest, source: . } }
            environments: { dev: { components: { api: { cors: { origins: [x] }, environment: { AB: c } } } } }
            """
        let api = try resolve("api", "dev", text: text)
        #expect(api.cors == CorsPolicy(origins: ["x"], methods: [], headers: []))
        #expect(api.variables == ["AB": "c"])
    }

    @Test(arguments: [
        (
            "rest-apo", "dev", CloudProvider?.none, "UnknownComponent",
            "provision.yaml has no component `rest-apo`; did you mean `rest-api`?"
        ),
        (
            "x", "dev", nil, "UnknownComponent",
            "provision.yaml has no component `x`; it has `rest-api`, `admin` and `socket`\n"
                + "Name one of them with --component, or add `x` to `components`."
        ),
        (
            "rest-api", "prodution", nil, "UnknownEnvironment",
            "provision.yaml has no environment `prodution`; did you mean `production`?"
        ),
        (
            "rest-api", "QA", nil, "UnknownEnvironment",
            "provision.yaml has no environment `QA`; it has `development`, `production` and `pr-17`\n"
                + "Name one of them with --env, or add `QA` to `environments`."
        ),
        (
            "rest-api", "dev", .azure, "ProviderMismatch",
            "--provider azure was given, but provision.yaml puts component `rest-api` of environment `development` on aws\n"
                + "Leave --provider out, or change `provider` in the file."
        ),
        (
            "admin", "production", .azure, "UnsupportedProvider",
            "azure is not supported by this version of semantest-provision; provision.yaml puts component `admin` of "
                + "environment `production` there"
        ),
        (
            "rest-api", "pr-17", nil, "UnsupportedProvider",
            "azure is not supported by this version of semantest-provision; provision.yaml puts component `rest-api` of "
                + "environment `pr-17` there"
        ),
    ])
    func refuses(component: String, environment: String, provider: CloudProvider?, code: String, message: String) {
        let error = #expect(throws: ProvisioningError.self) {
            try resolve(component, environment, provider: provider)
        }
        #expect(error?.category == .configuration)
        #expect(error?.code == code)
        #expect(error?.description == message)
    }

    @Test func takesBothKinds() throws {
        #expect(try resolve("socket", "dev").kind == .websocket)
        #expect(try resolve("rest-api", "dev").kind == .rest)
    }

    @Test func namesTheCommandForAMissingSecret() {
        let error = #expect(throws: ProvisioningError.self) { try resolve("rest-api", "prod", secrets: ["user": "x"]) }
        #expect(
            error?.description == """
                the secret `database_url`, which component `rest-api` needs in environment `production`, has no value
                Set it with: semantest-provision secrets set database_url --env production --component rest-api
                """)
    }

    @Test func anErrorOfTheSourceOfSecretsPasses() throws {
        let file = try Sample.parse(Sample.full)
        #expect(throws: CancellationError.self) {
            try file.resolve(component: "rest-api", environment: "dev") { _ in throw CancellationError() }
        }
    }

    @Test func ciphertextStaysCiphertext() throws {
        let sealed: PropertyMap = ["database_url": .sealed("v1:x"), "user": "me"]
        let api = try resolve("rest-api", "dev", secrets: sealed)
        #expect(api.variables["DATABASE_URL"] == .sealed("v1:x"))
        #expect(api.variables["DSN"]?.containsSecret == true)
        #expect(api.variables["DSN"]?.description == "[secret]")
    }

    @Test(arguments: [
        ("rest-api", "dev", ["database_url", "user"]), ("rest-api", "prod", ["database_url", "extra", "user"]),
        ("admin", "prod", []), ("socket", "dev", []),
    ])
    func listsSecrets(component: String, environment: String, expected: [String]) throws {
        #expect(try Sample.parse(Sample.full).secretNames(component: component, environment: environment) == expected)
    }

    @Test func namesTheStack() throws {
        let file = try Sample.parse(Sample.full)
        #expect(
            try file.stack(component: "socket", environment: "dev")
                == StackReference(project: "semantest-socket", stack: "aws-development"))
        #expect(throws: ProvisioningError.self) {
            try file.stack(component: "socket", environment: "dev", provider: .azure)
        }
    }

    @Test(arguments: [
        (".", "/work/app"), ("./a//b/.", "/work/app/a/b"), ("../a", "/work/app/../a"), ("/x/./y", "/x/y"), ("/", "/"),
    ])
    func pathsBeginAtTheFile(path: String, expected: String) throws {
        #expect(try Sample.parse(Sample.minimal).absolutePath(path) == expected)
    }
}
