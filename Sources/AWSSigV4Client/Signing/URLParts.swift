/// The pieces of an absolute URL, split but never decoded (RFC 3986 appendix B).
struct URLParts: Equatable {
    var scheme = ""
    var authority = ""
    var path = ""
    var query = ""

    init(_ url: String) {
        var rest = Substring(url)
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), rest[colon...].hasPrefix("://") {
            scheme = String(rest[..<colon]).lowercased()
            rest = rest[rest.utf8.index(colon, offsetBy: 3)...]
            let end = rest.utf8.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        if let fragment = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        path = String(rest)
    }

    var origin: String { authority.isEmpty ? "" : "\(scheme)://\(authority)" }

    /// The value that an HTTP client sends as `Host`: no user, and no port when it is the scheme's own.
    var hostHeader: String {
        var host = Substring(authority)
        if let at = host.utf8.lastIndex(of: UInt8(ascii: "@")) { host = host[host.utf8.index(after: at)...] }
        let standardPort = scheme == "http" ? ":80" : ":443"
        if host.hasSuffix(standardPort) { host = host.dropLast(standardPort.utf8.count) }
        return host.lowercased()
    }
}
