import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain

/// Signs in to AWS as the AWS SDKs do: environment, shared files, profiles, endpoint overrides.
///
/// The components of a run share credentials, retry quotas and limiters: what AWS counts together is counted together here.
actor AWSSessionFactory {
    /// The provider whose shapes the state has.
    static let providerVersion = "7.51.1"

    /// What the components of one region share.
    private struct Shared {
        var client: AWSClient
        var account: AWSAccount
        var directory: GatewayDirectory
        var credentials: any CredentialsProvider
        var endpoints: EndpointResolver
    }

    /// To AWS, through the proxy if there is one.
    let transport: any HTTPTransport
    /// To endpoints on this machine or its link, never through a proxy.
    let directTransport: any HTTPTransport
    private let environment: CommandEnvironment
    private let limiters: AWSLimiters
    private var shared: [String: Shared] = [:]

    init(transport: any HTTPTransport, directTransport: any HTTPTransport, environment: CommandEnvironment) {
        self.transport = transport
        self.directTransport = directTransport
        self.environment = environment
        limiters = AWSLimiters(clock: environment.timer)
    }

    /// The session for a component; no request is sent.
    ///
    /// - Throws: a `ProvisioningFailure` when there is no region or a shared file is malformed.
    func session(for specification: ComponentSpecification, projectDirectory: String) throws -> CloudSession {
        let configuration = try SharedConfiguration(environment: environment.variables)
        let region = try RegionResolver(environment: environment.variables, profileRegion: configuration.region)
            .region(explicit: specification.region)
        let shared = shared(region, configuration)
        let credentials = shared.credentials
        let provider = AWSResourceProvider(
            client: shared.client, account: shared.account, directory: shared.directory,
            projectDirectory: projectDirectory, ownershipTags: specification.ownershipTags, clock: environment.timer)
        let blueprint = try blueprint(of: specification.kind, shared.endpoints, region)
        return CloudSession(
            provider: provider, blueprint: blueprint,
            artifacts: S3ArtifactStore(shared.client, account: shared.account),
            functionProbe: LambdaHealthProbe(shared.client),
            declaration: ProviderDeclaration(
                package: "aws", version: Self.providerVersion,
                inputs: ["region": .string(region), "skipCredentialsValidation": false, "skipRegionValidation": true]),
            configuration: ["aws:region": region], openConnections: { shared.client.prepare() },
            signIn: { _ = try await credentials.credentials() })
    }

    private func shared(_ region: String, _ configuration: SharedConfiguration) -> Shared {
        if let known = shared[region] { return known }
        let variables = environment.variables
        let endpoints = EndpointResolver(environment: variables, profileEndpointURL: configuration.endpointURL)
        let clock = environment.clock
        let now: @Sendable () -> SigningDate = { SigningDate(epochSeconds: Int(clock.now().seconds)) }
        let credentials = CredentialsChain.standard(
            CredentialsContext(
                environment: variables, transport: transport, directTransport: directTransport, endpoints: endpoints,
                region: region, now: now), configuration: configuration)
        let client = AWSClient(
            transport: transport, credentials: credentials, region: region, endpoints: endpoints, now: now,
            middleware: AWSClient.retrying(region: region, limiters: limiters, clock: environment.timer))
        let made = Shared(
            client: client, account: AWSAccount(client), directory: GatewayDirectory(client),
            credentials: credentials, endpoints: endpoints)
        shared[region] = made
        return made
    }

    private func blueprint(
        of kind: ComponentKind, _ endpoints: EndpointResolver, _ region: String
    ) throws -> any Blueprint {
        let base = try publicURLBase(endpoints, region)
        switch kind {
        case .rest: return AWSRestBlueprint(region: region, publicURLBase: base)
        case .websocket:
            return AWSWebSocketBlueprint(
                region: region, publicURLBase: base, endpoints: try functionEndpoints(endpoints, region))
        }
    }

    /// What tells a function to call the services of an emulator that this program calls, too; empty on AWS itself.
    private func functionEndpoints(_ endpoints: EndpointResolver, _ region: String) throws -> [String: String] {
        var variables: [String: String] = [:]
        for service in [AWSService.dynamoDB, .lambda, .apiGatewayManagement] {
            // The gateway of an emulator serves the connections, too.
            let asked =
                service == .apiGatewayManagement && !endpoints.isOverridden(service) ? .apiGatewayV2 : service
            guard endpoints.isOverridden(asked) else { continue }
            variables["AWS_ENDPOINT_URL_\(service.environmentName)"] =
                try endpoints.endpoint(of: asked, region: region).url
        }
        return variables
    }

    /// Where an emulator serves APIs; nil on AWS itself.
    private func publicURLBase(_ endpoints: EndpointResolver, _ region: String) throws -> String? {
        guard endpoints.isOverridden(.apiGatewayV2) else { return nil }
        return try endpoints.endpoint(of: .apiGatewayV2, region: region).url
    }
}
