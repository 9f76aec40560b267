import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain

/// Signs in to AWS as the AWS SDKs do: environment, shared files, profiles, endpoint overrides.
struct AWSSessionFactory: Sendable {
    /// The provider whose shapes the state has.
    static let providerVersion = "7.51.1"

    /// To AWS, through the proxy if there is one.
    let transport: any HTTPTransport
    /// To endpoints on this machine or its link, never through a proxy.
    let directTransport: any HTTPTransport
    let environment: CommandEnvironment

    /// The session for a component; no request is sent.
    ///
    /// - Throws: a `ProvisioningFailure` when there is no region or a shared file is malformed.
    func session(for specification: ComponentSpecification, projectDirectory: String) throws -> CloudSession {
        let variables = environment.variables
        let shared = try SharedConfiguration(environment: variables)
        let endpoints = EndpointResolver(environment: variables, profileEndpointURL: shared.endpointURL)
        let region = try RegionResolver(environment: variables, profileRegion: shared.region)
            .region(explicit: specification.region)
        let clock = environment.clock
        let now: @Sendable () -> SigningDate = { SigningDate(epochSeconds: Int(clock.now().seconds)) }
        let credentials = CredentialsChain.standard(
            CredentialsContext(
                environment: variables, transport: transport, directTransport: directTransport, endpoints: endpoints,
                region: region, now: now), configuration: shared)
        let client = AWSClient(
            transport: transport, credentials: credentials, region: region, endpoints: endpoints, now: now,
            middleware: AWSClient.retrying())
        let provider = AWSResourceProvider(
            client: client, account: AWSAccount(client), projectDirectory: projectDirectory,
            ownershipTags: specification.ownershipTags, clock: ContinuousClock())
        let blueprint = AWSRestBlueprint(region: region, publicURLBase: try publicURLBase(endpoints, region))
        return CloudSession(
            provider: provider, blueprint: blueprint,
            declaration: ProviderDeclaration(
                package: "aws", version: Self.providerVersion,
                inputs: ["region": .string(region), "skipCredentialsValidation": false, "skipRegionValidation": true]),
            configuration: ["aws:region": region], signIn: { _ = try await credentials.credentials() })
    }

    /// Where an emulator serves APIs; nil on AWS itself.
    private func publicURLBase(_ endpoints: EndpointResolver, _ region: String) throws -> String? {
        guard endpoints.isOverridden(.apiGatewayV2) else { return nil }
        return try endpoints.endpoint(of: .apiGatewayV2, region: region).url
    }
}
