import AWSSigV4Client
import EndpointProbe
import HTTPTransport
import Logging
import ProvisionConfiguration
import ProvisioningDomain

/// The connections of one command: one pool for all components, closed at the end.
struct CloudConnections: Sendable {
    private let aws: AWSSessionFactory
    /// Asks components at their public URLs.
    let endpointProbe: any HealthProbe

    /// To the cloud, through the proxy if there is one.
    var transport: any HTTPTransport { aws.transport }
    /// To endpoints on this machine or its link, never through a proxy.
    var directTransport: any HTTPTransport { aws.directTransport }

    /// Opens a pool, works with it, and closes it however the work ends.
    static func with<Result>(
        _ environment: CommandEnvironment, verbose: Bool, _ work: (CloudConnections) async throws -> Result
    ) async throws -> Result {
        var configuration = CurlTransportConfiguration.fromEnvironment(environment.variables)
        if configuration.caBundle == nil, configuration.caDirectory == nil {
            configuration.caBundle = CertificateBundle.first()
        }
        var direct = configuration
        direct.proxies = ProxySettings()
        let pools = [CurlTransport(configuration: configuration), CurlTransport(configuration: direct)]
        var logger = Logger(label: "semantest-provision") { _ in ConsoleLogHandler(console: environment.console) }
        logger.logLevel = verbose ? .debug : .warning
        let hosts = HostRecorder()
        let logged = pools.map { LoggingTransport(wrapping: $0, logger: logger, hosts: hosts) }
        let connections = CloudConnections(
            aws: AWSSessionFactory(transport: logged[0], directTransport: logged[1], environment: environment),
            endpointProbe: EndpointProbe(transport: logged[0], streams: configuration, hosts: hosts))
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await work(connections))
        } catch {
            result = .failure(error)
        }
        for pool in pools { await pool.shutdown() }
        if verbose { environment.console.error("hosts contacted: \(hosts.hosts.joined(separator: ", "))\n") }
        return try result.get()
    }

    /// The cloud of a component.
    func session(for specification: ComponentSpecification, _ workspace: Workspace) async throws -> CloudSession {
        try await aws.session(
            for: specification, projectDirectory: workspace.projectDirectory(specification.stack))
    }

    /// The cloud of a component of which only the stack is needed: no secrets, no source.
    func session(
        of component: String, _ target: TargetOptions, _ workspace: Workspace
    ) async throws -> CloudSession {
        let specification = try workspace.configuration.resolve(
            component: component, environment: try workspace.environmentName(target),
            provider: try workspace.provider(target)
        ) { _ in .secret("") }
        return try await session(for: specification, workspace)
    }
}
