/// The parts of a `ws` or `wss` URL (RFC 6455 section 3).
struct WebSocketAddress: Sendable, Equatable {
    /// The same with `http` or `https`.
    let httpURL: String
    /// Path and query.
    let target: String
    /// The Host field.
    let host: String

    /// Reads a URL; nil for another scheme, no host, or a fragment, which these URLs must not have.
    init?(_ url: String) {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard scheme == "ws" || scheme == "wss", !url.utf8.contains(UInt8(ascii: "#")) else { return nil }
        let isSecure = scheme == "wss"
        httpURL = (isSecure ? "https" : "http") + url.dropFirst(scheme.count)
        guard let authority = URLAuthority(httpURL), HTTPRequest(url: httpURL).defect == nil else { return nil }
        host = authority.display
        let rest = httpURL.utf8.dropFirst(isSecure ? 8 : 7)
        guard let start = rest.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
            target = "/"
            return
        }
        let text = String(decoding: rest[start...], as: UTF8.self)
        target = text.hasPrefix("?") ? "/" + text : text
    }
}
