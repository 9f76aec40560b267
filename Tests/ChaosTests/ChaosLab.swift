import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport

/// One component, its scripted cloud and its state, through the real provider, engine and state backend.
///
/// Every run is one of a new process: nothing but the cloud and the state outlives it.
final class ChaosLab: Sendable {
    /// What a component is to be.
    struct Wish: Sendable, Equatable {
        var memory = 512
        var code = "first"
        var component = "api"
        var retention = 14
        var tags = ["Team": "platform"]
        var origins: [String] = []
    }

    let cloud: ScriptedAWS
    let network: ChaosTransport
    let clock: any Clock<Duration>
    let store = InMemoryObjectStore()
    let identifiers = SequenceIdentifiers()
    let wallClock = FixedClock()
    let folder: String
    let credentials: (any CredentialsProvider)?

    init(
        _ settings: ScriptedAWS.Settings = ScriptedAWS.Settings(), credentials: (any CredentialsProvider)? = nil,
        clock: any Clock<Duration> = TestClock()
    ) {
        cloud = ScriptedAWS(settings)
        self.clock = clock
        network = ChaosTransport(cloud, clock: clock)
        self.credentials = credentials
        folder = ZipFolder.path
    }

    /// The state of a component as it is recorded.
    func snapshot(_ wish: Wish = Wish()) async throws -> StackSnapshot? {
        try await backend.load(try specification(wish).stack)
    }

    /// Forgets the state of every component.
    func loseState() async throws {
        for key in store.objects.keys { try await store.delete(key) }
    }

    func apply(_ wish: Wish = Wish()) async throws -> RunResult { try await apply(wish, session()) }

    func apply(_ wish: Wish, _ session: Session) async throws -> RunResult {
        let specification = try specification(wish)
        let bytes = Array("the zip of \(wish.code)".utf8)
        let artifact = Artifact(
            path: "\(folder)/\(wish.code).zip", sha256: try SHA256.hex(bytes), size: bytes.count,
            unpackedSize: bytes.count, handler: "semantest-bridge.handler")
        try Data(bytes).write(to: URL(filePath: artifact.path), options: .atomic)
        let declaration = try AWSRestBlueprint(region: "us-east-1").declare(
            specification, artifact: artifact, archivePath: artifact.path)
        let request = ApplyRequest(
            specification: specification, artifact: artifact, declaration: declaration, provider: Self.provider,
            requestedAt: wallClock.now(), actor: "tester", reason: nil)
        return try await ApplyStack(ports: ports(specification, session)).run(request) { _ in }
    }

    func destroy(_ wish: Wish = Wish()) async throws -> RunResult {
        let specification = try specification(wish)
        return try await DestroyStack(ports: ports(specification, session())).run(
            specification.stack, provider: Self.provider
        ) { _ in }
    }

    /// The resource provider of a new process.
    func resourceProvider(_ wish: Wish = Wish()) throws -> AWSResourceProvider {
        try resourceProvider(specification(wish), session())
    }

    /// What the components of one run share.
    struct Session: Sendable {
        var client: AWSClient
        var account: AWSAccount
        var directory: GatewayDirectory
        var clock: any Clock<Duration>
    }

    func session() -> Session {
        let client = AWSClient(
            transport: network, credentials: credentials ?? TestCredentials(), region: "us-east-1",
            now: { Self.machineTime },
            middleware: AWSClient.retrying(
                region: "us-east-1", limiters: AWSLimiters(clock: clock), clock: clock))
        return Session(
            client: client, account: AWSAccount(client), directory: GatewayDirectory(client), clock: clock)
    }

    private func resourceProvider(
        _ specification: ComponentSpecification, _ session: Session
    ) -> AWSResourceProvider {
        AWSResourceProvider(
            client: session.client, account: session.account, directory: session.directory,
            projectDirectory: folder,
            ownershipTags: specification.ownershipTags, clock: session.clock)
    }

    private func ports(_ specification: ComponentSpecification, _ session: Session) -> ApplicationPorts {
        ApplicationPorts(
            provider: resourceProvider(specification, session), backend: backend, publisher: CollectingPublisher(),
            repository: InMemoryDeploymentRepository(), clock: wallClock, identifiers: identifiers,
            progress: CollectingProgress())
    }

    private var backend: DIYStateBackend {
        DIYStateBackend(
            store: store,
            secrets: StackSecrets(
                source: PassphraseSource(environment: [:]), configurations: StackConfigStore(InMemoryObjectStore()),
                identifiers: identifiers),
            clock: wallClock, identifiers: identifiers,
            owner: LockOwner(pid: 1, username: "tester", hostname: "lab"), toolVersion: "0.0.0")
    }

    private func specification(_ wish: Wish) throws -> ComponentSpecification {
        ComponentSpecification(
            project: try ResourceName("demo", what: "project"),
            component: try ResourceName(wish.component, what: "component"), kind: .rest,
            environment: try EnvironmentName("development"), provider: .aws, region: "us-east-1", source: "/s",
            root: "/s", entry: nil, runtime: .standard, architecture: .amd64,
            memory: try MemorySize(megabytes: wish.memory), timeout: try Timeout(seconds: 30),
            variables: ["STAGE": "test"],
            cors: wish.origins.isEmpty ? nil : CorsPolicy(origins: wish.origins, methods: ["GET"], headers: []),
            logRetentionDays: wish.retention, tags: wish.tags)
    }

    /// What the machine takes for the time.
    static let machineTime = SigningDate(epochSeconds: 1_767_225_600)

    private static let provider = ProviderDeclaration(
        package: "aws", version: "7.51.1",
        inputs: ["region": "us-east-1", "skipCredentialsValidation": false, "skipRegionValidation": true])
}

/// The folder of the zips, one a process.
enum ZipFolder {
    static let path: String = {
        let path = "/tmp/semantest-chaos-\(ProcessInfo.processInfo.processIdentifier)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()
}

/// Gives a new access key each time it is asked to renew, numbered from 1.
final class TestCredentials: CredentialsProvider {
    private let number = LockedBox(1)

    func credentials() async throws -> AWSCredentials { Self.of(number.withLock { $0 }) }

    func renew(after refused: AWSCredentials) async throws -> Bool {
        number.withLock { number in
            if refused == Self.of(number) { number += 1 }
        }
        return true
    }

    private static func of(_ number: Int) -> AWSCredentials {
        AWSCredentials(accessKeyID: "AKIDTEST\(number)", secretAccessKey: "secret", sessionToken: "token")
    }
}
