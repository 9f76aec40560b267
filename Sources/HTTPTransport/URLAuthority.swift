/// The scheme, host and port of an absolute URL (RFC 3986 section 3.2), read without decoding.
struct URLAuthority: Sendable, Equatable, Hashable {
    /// Lower case, `http` or `https`.
    var scheme: String
    /// Lower case; an IPv6 address keeps no brackets.
    var host: String
    var port: Int
    /// The host as written, with the port when the URL names one, without user information.
    var display: String

    /// Reads the authority of `url`; nil when it is no absolute `http` or `https` URL.
    init?(_ url: String) {
        let bytes = Array(url.utf8)
        let isHTTPS = url.lowercased().hasPrefix("https://")
        guard isHTTPS || url.lowercased().hasPrefix("http://") else { return nil }
        scheme = isHTTPS ? "https" : "http"
        let rest = bytes.dropFirst(isHTTPS ? 8 : 7)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        var authority = rest[..<(end ?? rest.endIndex)]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        display = String(decoding: authority, as: UTF8.self)
        var hostBytes = authority
        var portBytes: ArraySlice<UInt8>?
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostBytes = authority[(authority.startIndex + 1)..<close]
            let after = authority[(close + 1)...]
            if !after.isEmpty {
                guard after.first == UInt8(ascii: ":") else { return nil }
                portBytes = after.dropFirst()
            }
        } else if let colon = authority.lastIndex(of: UInt8(ascii: ":")) {
            hostBytes = authority[..<colon]
            portBytes = authority[(colon + 1)...]
        }
        guard !hostBytes.isEmpty else { return nil }
        host = String(decoding: hostBytes, as: UTF8.self).lowercased()
        port = isHTTPS ? 443 : 80
        if let portBytes, !portBytes.isEmpty {
            guard let number = Int(String(decoding: portBytes, as: UTF8.self)), (1...65535).contains(number) else {
                return nil
            }
            port = number
        }
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        guard let address = IPv4Address(host) else { return false }
        return address.bits >> 24 == 127
    }

    /// Whether the host is an address of the local link (169.254.0.0/16), where instance metadata services answer.
    var isLinkLocal: Bool {
        guard let address = IPv4Address(host) else { return false }
        return address.bits >> 16 == 0xA9FE
    }
}

/// An IPv4 address in dotted decimal form.
struct IPv4Address: Sendable, Equatable {
    var bits: UInt32

    /// Reads four decimal numbers of 0 to 255; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ (48...57).contains($0) }), let byte = UInt8(part) else {
                return nil
            }
            bits = bits << 8 | UInt32(byte)
        }
        self.bits = bits
    }
}
