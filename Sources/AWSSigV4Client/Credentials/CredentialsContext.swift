package import HTTPTransport

/// What sources of credentials work with.
package struct CredentialsContext: Sendable {
    package var environment: [String: String]
    package var files: any FileReading
    /// Keeps a renewed token.
    package var fileReplacer: any FileReplacing
    package var commands: any CommandRunner
    /// For services of AWS and identity providers.
    package var transport: any HTTPTransport
    /// For endpoints on this machine or its link: never through a proxy.
    package var directTransport: any HTTPTransport
    package var endpoints: EndpointResolver
    /// Where STS is asked.
    package var region: String
    package var now: @Sendable () -> SigningDate

    package init(
        environment: [String: String], files: any FileReading = SystemFileReader(),
        fileReplacer: any FileReplacing = SystemFileReplacer(),
        commands: any CommandRunner = SystemCommandRunner(), transport: any HTTPTransport,
        directTransport: any HTTPTransport, endpoints: EndpointResolver = EndpointResolver(), region: String,
        now: @escaping @Sendable () -> SigningDate
    ) {
        self.environment = environment
        self.files = files
        self.fileReplacer = fileReplacer
        self.commands = commands
        self.transport = transport
        self.directTransport = directTransport
        self.endpoints = endpoints
        self.region = region
        self.now = now
    }

    /// A non-empty environment variable.
    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A client of STS that signs with the given credentials.
    func sts(_ credentials: any CredentialsProvider) -> STSClient {
        STSClient(
            AWSClient(
                transport: transport, credentials: credentials, region: region, endpoints: endpoints, now: now,
                middleware: AWSClient.retrying()))
    }

    /// The session name of assumed roles: `AWS_ROLE_SESSION_NAME`, else one with the time in it.
    func sessionName(_ configured: String?) -> String {
        configured ?? variable("AWS_ROLE_SESSION_NAME") ?? "semantest-provision-\(now().epochSeconds)"
    }
}

extension CredentialsChain {
    /// The chain of the AWS SDKs, refreshed before expiry.
    ///
    /// Environment, web identity token file, GitHub Actions OIDC, the profile of the shared files (static keys, assumed
    /// role, web identity, SSO, `credential_process`), container endpoint, instance metadata.
    package static func standard(
        _ context: CredentialsContext, configuration: SharedConfiguration
    ) -> CachingCredentialsProvider {
        CachingCredentialsProvider(sources(context, configuration: configuration), now: context.now)
    }

    /// The sources of the chain, asked anew each time.
    package static func sources(
        _ context: CredentialsContext, configuration: SharedConfiguration
    ) -> CredentialsChain {
        CredentialsChain([
            EnvironmentCredentialsSource(context.environment),
            WebIdentityCredentialsSource(context),
            GitHubCredentialsSource(context),
            ProfileCredentialsSource(context, configuration: configuration),
            ContainerCredentialsSource(context),
            InstanceCredentialsSource(context),
        ])
    }
}
