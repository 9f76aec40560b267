extension HTTPRequest {
    /// Why the request cannot be sent, in words; nil when it can.
    ///
    /// Refuses what would let a value break out of its place in the message (RFC 9112 section 11.1).
    var defect: String? {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isTokenByte) else {
            return "\"\(method)\" is no HTTP method"
        }
        guard URLAuthority(url) != nil else {
            return "\"\(RedactedURL.of(url))\" is no absolute http or https URL"
        }
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "\"\(RedactedURL.of(url))\" holds a character which must be percent-encoded"
        }
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isTokenByte) else {
                return "\"\(header.name)\" is no header name"
            }
            guard header.value.utf8.allSatisfy({ $0 != 0 && $0 != 10 && $0 != 13 }) else {
                return "the header \(header.name) holds a line break or a NUL"
            }
        }
        return nil
    }

    /// The header lines in libcurl's form: `Name;` sends an empty value, `Name:` keeps libcurl from adding its own.
    ///
    /// Content-Length is left to libcurl, which knows the body.
    var curlHeaderLines: [String] {
        var lines = headers.filter { $0.name.lowercased() != "content-length" }.map { header in
            header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
        }
        for name in ["Expect", "Accept", "Content-Type"] where headers.first(name) == nil { lines.append("\(name):") }
        return lines
    }

    /// A token byte of RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
