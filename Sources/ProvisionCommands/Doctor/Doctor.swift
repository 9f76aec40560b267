import AWSSigV4Client
import HTTPTransport
import OpenSSLCrypto
import ProvisionConfiguration
import ProvisioningDomain
import PulumiStateExport

/// Looks at everything that a deployment needs; one thing that is wrong does not hide another.
struct Doctor: Sendable {
    let environment: CommandEnvironment
    let config: String
    let target: TargetOptions
    let connections: CloudConnections

    /// A component in an environment, as far as `doctor` is concerned.
    struct Site: Sendable {
        var place: String
        var specification: ComponentSpecification
        /// Whether its package is, or is likely to be, in the artifact bucket.
        var usesBucket = false
        /// The bucket, when the state tells it.
        var bucket: String?
    }

    /// Runs all checks.
    func run() async -> DoctorReport {
        var checks = libraries()
        var sites: [Site] = []
        do {
            let workspace = try Workspace(config: config, environment)
            sites = try await self.sites(workspace)
            let components = workspace.configuration.components.map { "\($0.name)" }.joined(separator: ", ")
            checks.append(
                DoctorCheck("configuration", .ok, "\(workspace.configuration.path): components \(components)"))
            checks += await state(workspace, sites)
            checks += await secrets(workspace, sites)
        } catch {
            let failed = DoctorCheck("configuration", error)
            let next = "The state is not checked without it; the rest is, with AWS_REGION."
            checks.append(DoctorCheck(failed.name, .failed, failed.detail, advice: "\(failed.advice ?? "")\n\(next)"))
        }
        checks += certificates()
        let cloud: AWSDoctor
        do {
            cloud = try AWSDoctor(environment: environment, connections: connections, sites: sites)
        } catch {
            return DoctorReport(checks: checks + [DoctorCheck("region", error)], hosts: [])
        }
        let isEncrypted = cloud.hosts.contains(where: \.isEncrypted)
        if !isEncrypted { checks.removeAll { $0.name == "certificates" && $0.status == .failed } }
        checks += await cloud.run()
        return DoctorReport(checks: checks, hosts: cloud.hosts)
    }

    /// The hosts alone, without any request.
    func hosts() async throws -> [CloudHost] {
        let sites = try await sites(try Workspace(config: config, environment))
        return try AWSDoctor(environment: environment, connections: connections, sites: sites).hosts
    }

    private func sites(_ workspace: Workspace) async throws -> [Site] {
        var sites = try configuredSites(workspace)
        for index in sites.indices {
            let stack = sites[index].specification.stack
            // A state that cannot be read is reported elsewhere.
            let snapshot = try? await workspace.sealedStates.load(stack)
            sites[index].bucket = snapshot?.managed.lazy.compactMap { $0.inputs["s3Bucket"]?.stringValue }.first
            let packages = try? await workspace.artifactFolder(project: stack.project).list()
            sites[index].usesBucket =
                sites[index].bucket != nil || packages?.contains { $0.size > LambdaLimits.directUpload } ?? false
        }
        return sites
    }

    private func configuredSites(_ workspace: Workspace) throws -> [Site] {
        let places =
            try target.env.map { [try workspace.configuration.environment($0)] }
            ?? workspace.configuration.environments
        let components = try workspace.components(target)
        let provider = try workspace.provider(target)
        return try places.flatMap { place in
            try components.map { component in
                Site(
                    place: "\(place.name)",
                    specification: try workspace.configuration.resolve(
                        component: component, environment: "\(place.name)", provider: provider
                    ) { _ in .secret("") })
            }
        }
    }

    // MARK: Libraries

    private func libraries() -> [DoctorCheck] {
        let name = CurlTransportConfiguration.fromEnvironment(environment.variables).libraryName
        let curl: DoctorCheck
        do {
            curl = DoctorCheck("libcurl", .ok, Self.curlSummary(try CurlVersion.text(of: name)))
        } catch {
            curl = DoctorCheck(
                "libcurl", .failed, "\((error as? HTTPTransportError)?.message ?? "\(error)")",
                advice: "Install it: apt-get install libcurl4 (or use the tar archive, which brings it).")
        }
        return [curl, DoctorCheck("libcrypto", .ok, OpenSSLVersion.text)]
    }

    /// Version and TLS library out of libcurl's sentence.
    static func curlSummary(_ sentence: String) -> String {
        let words = sentence.split(separator: " ").map(String.init)
        let names = ["OpenSSL", "GnuTLS", "LibreSSL", "BoringSSL", "mbedTLS", "wolfSSL", "NSS", "rustls"]
        let backend = words.first { word in names.contains { word.contains($0) } }
        return "\(words.first ?? sentence), TLS by \(backend ?? "none")"
    }

    // MARK: Certificates and proxy

    private func certificates() -> [DoctorCheck] {
        let configuration = CurlTransportConfiguration.fromEnvironment(environment.variables)
        let proxies = configuration.proxies
        let proxy = [("https", proxies.https), ("http", proxies.http)].compactMap { scheme, url in
            url.map { "\(scheme) through \(RedactedURL.of($0))" }
        }
        let exceptions = proxies.exceptions.isEmpty ? "" : ", except \(proxies.exceptions.joined(separator: ", "))"
        return [
            CertificateBundle.check(bundle: configuration.caBundle, directory: configuration.caDirectory),
            DoctorCheck("proxy", .ok, proxy.isEmpty ? "none" : proxy.joined(separator: "; ") + exceptions),
        ]
    }
}
