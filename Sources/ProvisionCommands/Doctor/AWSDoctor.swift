import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain

/// Looks at AWS: hosts, clock, credentials, permissions.
struct AWSDoctor: Sendable {
    let environment: CommandEnvironment
    let connections: CloudConnections
    let sites: [Doctor.Site]
    let hosts: [CloudHost]
    private let region: String
    private let endpoints: EndpointResolver
    private let shared: SharedConfiguration

    /// Finds the regions and hosts; no request is sent.
    ///
    /// - Throws: `RegionError`, `EndpointError` or an error of the shared files.
    init(environment: CommandEnvironment, connections: CloudConnections, sites: [Doctor.Site]) throws {
        self.environment = environment
        self.connections = connections
        self.sites = sites
        shared = try SharedConfiguration(environment: environment.variables)
        let endpoints = EndpointResolver(environment: environment.variables, profileEndpointURL: shared.endpointURL)
        self.endpoints = endpoints
        let resolver = RegionResolver(environment: environment.variables, profileRegion: shared.region)
        var regions: [String] = []
        var buckets: [String] = []
        for site in sites where site.usesBucket {
            let region = try resolver.region(explicit: site.specification.region)
            buckets.append(
                try site.bucket.map { try endpoints.bucketURL($0, region: region) }
                    ?? endpoints.endpoint(of: .s3, region: region).url)
        }
        for explicit in sites.isEmpty ? [nil] : sites.map(\.specification.region) {
            let region = try resolver.region(explicit: explicit)
            if !regions.contains(region) { regions.append(region) }
        }
        region = regions.first ?? ""
        hosts = try CloudHost.all(
            regions: regions, kinds: Set(sites.map(\.specification.kind)), buckets: buckets, endpoints: endpoints,
            sso: environment.variables["AWS_ACCESS_KEY_ID"] == nil ? shared.ssoSettings : nil,
            environment: environment.variables)
    }

    /// Runs the checks.
    func run() async -> [DoctorCheck] {
        await network() + account()
    }

    private var now: @Sendable () -> SigningDate {
        let clock = environment.clock
        return { SigningDate(epochSeconds: Int(clock.now().seconds)) }
    }

    // MARK: Hosts and clock

    /// What one host answered.
    private struct Answer: Sendable {
        var check: DoctorCheck
        var host: String
        var date: String?
        /// This machine's clock when the request went out and when its answer was there.
        var sent: SigningDate
        var received: SigningDate
    }

    private func network() async -> [DoctorCheck] {
        let answers = await withTaskGroup(of: (Int, Answer).self) { group in
            for (index, host) in hosts.enumerated() { group.addTask { (index, await reach(host)) } }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let clock: DoctorCheck
        if let answer = answers.first(where: { $0.date != nil }) {
            clock = ClockSkew.check(
                sent: answer.sent, received: answer.received, date: answer.date, host: answer.host)
        } else {
            clock = DoctorCheck("clock", .note, "no host answered with a time to compare this machine's clock with")
        }
        return answers.map(\.check) + [clock]
    }

    /// Sends one request without credentials; any answer shows that the host is reached and its certificate trusted.
    private func reach(_ host: CloudHost) async -> Answer {
        let proxy = ProxySettings(environment: environment.variables).proxy(for: host.url)
        let start = ContinuousClock.now
        let sent = now()
        do {
            let response = try await connections.transport.send(
                HTTPRequest(
                    url: host.url + "/",
                    timeouts: HTTPTimeouts(connect: .seconds(5), idle: .seconds(10), total: .seconds(10)),
                    isIdempotent: true))
            let elapsed = (ContinuousClock.now - start).milliseconds
            let way = proxy.map { " through \(RedactedURL.of($0))" } ?? ""
            let security = host.isEncrypted ? "certificate trusted" : "not encrypted"
            let check = DoctorCheck(
                "host", .ok, "\(host.address) answered HTTP \(response.status) in \(elapsed) ms\(way), \(security)")
            return Answer(
                check: check, host: host.address, date: response.headers.first("Date"), sent: sent, received: now())
        } catch let error as HTTPTransportError {
            let advice = "It is needed for: \(host.purposes.joined(separator: ", "))."
            return Answer(
                check: DoctorCheck("host", .failed, "\(host.address): \(error)", advice: advice), host: host.address,
                sent: sent, received: now())
        } catch {
            return Answer(check: DoctorCheck("host", error), host: host.address, sent: sent, received: now())
        }
    }

    // MARK: Credentials and permissions

    private func account() async -> [DoctorCheck] {
        let context = CredentialsContext(
            environment: environment.variables, transport: connections.transport,
            directTransport: connections.directTransport, endpoints: endpoints, region: region, now: now)
        let found: (source: String, credentials: AWSCredentials)
        do {
            found = try await CredentialsChain.sources(context, configuration: shared).find()
        } catch {
            // The last line says what to do, those before what was tried.
            var lines = FailureReport(error).message.split(separator: "\n").map(String.init)
            let advice = lines.count > 1 ? lines.removeLast() : nil
            return [DoctorCheck("credentials", .failed, lines.joined(separator: "\n"), advice: advice)]
        }
        let until = found.credentials.expiration.map { ", valid until \($0.basicFormat)" } ?? ""
        let name = "from \(found.source), key \(found.credentials.accessKeyID)\(until)"
        // Once only: a doctor tells of a failure at once.
        let client = AWSClient(
            transport: connections.transport, credentials: StaticCredentialsProvider(found.credentials),
            region: region, endpoints: endpoints, now: now)
        do {
            let caller = try await STSClient(client).getCallerIdentity()
            let check = DoctorCheck("credentials", .ok, "\(name): account \(caller.account), \(caller.arn)")
            return [check] + (await permissions(of: caller, IAMClient(client)))
        } catch {
            return [
                DoctorCheck(
                    "credentials", .failed, "\(name), but who they belong to could not be asked: \(error)",
                    advice: "If the host is reached, get new credentials; permissions were not checked.")
            ]
        }
    }

    private func permissions(of caller: CallerIdentity, _ iam: IAMClient) async -> [DoctorCheck] {
        let principal: String
        switch CallerPrincipal(arn: caller.arn) {
        case .root:
            return [
                DoctorCheck(
                    "permissions", .note, "the root user may do everything",
                    advice: "Deploy with a role that may do only what docs/aws.md lists.")
            ]
        case .user(let arn): principal = arn
        // The session's ARN leaves out the role's path.
        case .role(let name, let arn): principal = (try? await iam.getRole(name).arn) ?? arn
        case .other:
            return [DoctorCheck("permissions", .note, "\(caller.arn) cannot be simulated: not checked")]
        }
        var required: [RequiredPermission] = []
        var denied: [(resource: String, actions: [String])] = []
        do {
            for site in sites {
                for permission in try AWSRestBlueprint.requiredPermissions(
                    of: site.specification, region: site.specification.region ?? region, account: caller.account,
                    usesBucket: site.usesBucket)
                where !required.contains(permission) {
                    required.append(permission)
                    let decisions = try await iam.simulatePrincipalPolicy(
                        principal, actions: permission.actions, resources: [permission.resource])
                    let refused = decisions.filter { !$0.isAllowed }.map(\.action)
                    if !refused.isEmpty { denied.append((permission.resource, refused)) }
                }
            }
        } catch {
            return [
                DoctorCheck(
                    "permissions", .note, "not checked: \(error)",
                    advice:
                        "Allow iam:SimulatePrincipalPolicy to the caller to have them checked; deployments need it not."
                )
            ]
        }
        if sites.isEmpty { return [] }
        if denied.isEmpty {
            let count = required.reduce(0) { $0 + $1.actions.count }
            return [DoctorCheck("permissions", .ok, "\(principal) is allowed all \(count) actions")]
        }
        return denied.map { resource, actions in
            let list = actions.map { "\"\($0)\"" }.joined(separator: ", ")
            return DoctorCheck(
                "permissions", .failed, "\(actions.joined(separator: ", ")) denied on \(resource)",
                advice: "Add to a policy of \(principal):\n"
                    + "{ \"Effect\": \"Allow\", \"Action\": [\(list)], \"Resource\": \"\(resource)\" }")
        }
    }
}
