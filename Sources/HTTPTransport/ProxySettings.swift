/// Which proxy, if any, a URL is reached through.
///
/// Read from an environment that is passed in; libcurl's own look at the process environment is switched off.
package struct ProxySettings: Sendable, Equatable {
    /// The proxy for `https` URLs.
    package var https: String?
    /// The proxy for `http` URLs.
    package var http: String?
    /// The entries of NO_PROXY: `*`, a domain (with or without a leading dot: its subdomains too), an address, a range
    /// like `10.0.0.0/8`; each may end in `:port`.
    package var exceptions: [String]

    package init(https: String? = nil, http: String? = nil, exceptions: [String] = []) {
        self.https = https
        self.http = http
        self.exceptions = exceptions
    }

    /// Reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; the lower-case name wins, as in the AWS CLI.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [name.lowercased(), name].compactMap { environment[$0] }.first.flatMap { $0.isEmpty ? nil : $0 }
        }
        https = value("HTTPS_PROXY") ?? value("ALL_PROXY")
        http = value("HTTP_PROXY") ?? value("ALL_PROXY")
        exceptions = (value("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    }

    /// The proxy for `url`; nil for a direct connection.
    ///
    /// This machine and the link-local addresses of the instance metadata services are always reached directly.
    package func proxy(for url: String) -> String? {
        guard let authority = URLAuthority(url) else { return nil }
        return proxy(for: authority)
    }

    func proxy(for authority: URLAuthority) -> String? {
        guard let proxy = authority.scheme == "https" ? https : http else { return nil }
        if authority.isLoopback || authority.isLinkLocal { return nil }
        return exceptions.contains { Self.exception($0, covers: authority) } ? nil : proxy
    }

    private static func exception(_ entry: String, covers authority: URLAuthority) -> Bool {
        if entry == "*" { return true }
        var pattern = entry.lowercased()[...]
        if let colon = pattern.lastIndex(of: ":"), let port = Int(pattern[pattern.index(after: colon)...]),
            pattern.firstIndex(of: ":") == colon
        {
            guard port == authority.port else { return false }
            pattern = pattern[..<colon]
        }
        if let slash = pattern.firstIndex(of: "/") {
            return range(pattern[..<slash], length: pattern[pattern.index(after: slash)...], covers: authority.host)
        }
        let isSuffixOnly = pattern.hasPrefix("*.")
        let domain = pattern.drop { $0 == "*" || $0 == "." }
        guard !domain.isEmpty else { return false }
        return (!isSuffixOnly && authority.host == domain) || authority.host.hasSuffix("." + domain)
    }

    private static func range(_ network: Substring, length: Substring, covers host: String) -> Bool {
        guard let network = IPv4Address(network), let host = IPv4Address(host), let bits = UInt32(length), bits <= 32
        else { return false }
        let mask = bits == 0 ? 0 : UInt32.max << (32 - bits)
        return network.bits & mask == host.bits & mask
    }
}
