package import AWSSigV4Client
package import ProvisioningDomain

/// A host that will be contacted.
package struct CloudHost: Sendable, Hashable {
    /// Scheme, host and port if it is not the scheme's.
    package var url: String
    /// What for, such as `Lambda`.
    package var purposes: [String]

    package init(url: String, purposes: [String]) {
        self.url = url
        self.purposes = purposes
    }

    /// Host and port, as firewall rules want them.
    package var address: String {
        let isPlain = url.hasPrefix("http://")
        let authority = url.split(separator: "/").dropFirst().first.map(String.init) ?? url
        let hasPort = authority.last?.isNumber == true && authority.drop { $0 != "]" && $0 != ":" }.contains(":")
        return hasPort ? authority : "\(authority):\(isPlain ? 80 : 443)"
    }

    /// Whether certificates matter.
    package var isEncrypted: Bool { url.hasPrefix("https://") }

    /// The hosts of deployments in some regions, each once, in the order of first contact.
    ///
    /// - Parameters:
    ///   - kinds: WebSocket components need DynamoDB, too.
    ///   - buckets: the URLs of artifact buckets, if packages are too large for a call.
    ///   - sso: The profile's Identity Center adds its two hosts.
    ///   - environment: `ACTIONS_ID_TOKEN_REQUEST_URL` adds GitHub's identity provider.
    /// - Throws: `EndpointError` when an endpoint override is no URL.
    package static func all(
        regions: [String], kinds: Set<ComponentKind> = [.rest], buckets: [String] = [], endpoints: EndpointResolver,
        sso: SSOSettings? = nil, environment: [String: String]
    ) throws -> [CloudHost] {
        var hosts: [CloudHost] = []
        func add(_ url: String, _ purpose: String) {
            let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            let origin = parts.prefix(3).joined(separator: "/")
            if let index = hosts.firstIndex(where: { $0.url == origin }) {
                if !hosts[index].purposes.contains(purpose) { hosts[index].purposes.append(purpose) }
            } else {
                hosts.append(CloudHost(url: origin, purposes: [purpose]))
            }
        }
        if let url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"], !url.isEmpty { add(url, "GitHub OIDC") }
        for service in [AWSService.ssoOIDC, .sso] {
            guard let sso else { break }
            add(try endpoints.endpoint(of: service, region: sso.region).url, "\(service)")
        }
        for region in regions {
            for service in AWSRestBlueprint.services + (kinds.contains(.websocket) ? [.dynamoDB] : []) {
                add(try endpoints.endpoint(of: service, region: region).url, "\(service)")
            }
        }
        for url in buckets { add(url, "\(AWSService.s3)") }
        return hosts
    }
}
