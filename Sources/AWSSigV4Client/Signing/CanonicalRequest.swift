/// The canonical form of a request, the text whose hash is signed.
///
/// Source: IAM user guide, "Create a signed AWS API request", step 1.
struct CanonicalRequest {
    /// Headers that proxies and clients change or add on the way: never signed.
    private static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    let bytes: [UInt8]
    /// The names of the signed headers, lower-case, sorted, joined with `;`.
    let signedHeaders: [UInt8]

    /// - Parameter headers: All headers of the request, `host` among them.
    init(_ request: SignableRequest, query: String, headers: [SignableRequest.Header], options: SigV4Signer.Options) {
        let fields = Self.canonicalFields(headers)
        let names = Self.joinedNames(fields)
        signedHeaders = names
        var bytes = [UInt8]()
        bytes.reserveCapacity(512 + query.utf8.count)
        bytes += request.method.utf8
        bytes.append(newline)
        Self.appendPath(request.path, options: options, to: &bytes)
        bytes.append(newline)
        Self.appendQuery(query, to: &bytes)
        bytes.append(newline)
        Self.append(fields, to: &bytes)
        bytes.append(newline)
        bytes += names
        bytes.append(newline)
        bytes += request.payloadHash.utf8
        self.bytes = bytes
    }

    /// The names that would be signed, for the presigned query which must name them before it is signed.
    static func signedHeaderNames(_ headers: [SignableRequest.Header]) -> String {
        String(decoding: joinedNames(canonicalFields(headers)), as: UTF8.self)
    }

    private static func joinedNames(_ fields: [Field]) -> [UInt8] {
        var names = [UInt8]()
        var previous: [UInt8]?
        for field in fields where field.name != previous {
            if previous != nil { names.append(UInt8(ascii: ";")) }
            names += field.name
            previous = field.name
        }
        return names
    }

    private struct Field {
        var name: [UInt8]
        var order: Int
        var value: [UInt8]
    }

    private static func canonicalFields(_ headers: [SignableRequest.Header]) -> [Field] {
        var fields = [Field]()
        fields.reserveCapacity(headers.count)
        for (order, header) in headers.enumerated() {
            let name = header.name.lowercased()
            guard !unsignedHeaders.contains(name) else { continue }
            fields.append(Field(name: Array(name.utf8), order: order, value: trimmed(header.value)))
        }
        fields.sort { $0.name == $1.name ? $0.order < $1.order : $0.name.lexicographicallyPrecedes($1.name) }
        return fields
    }

    /// Writes one line a name; the values of a repeated name are joined with commas in the order of the request.
    private static func append(_ fields: [Field], to bytes: inout [UInt8]) {
        var previous: [UInt8]?
        for field in fields {
            if field.name == previous {
                bytes.append(UInt8(ascii: ","))
            } else {
                if previous != nil { bytes.append(newline) }
                bytes += field.name
                bytes.append(UInt8(ascii: ":"))
            }
            bytes += field.value
            previous = field.name
        }
        if previous != nil { bytes.append(newline) }
    }

    /// The value without outer white space and with each inner run of it, line folds too, as one space.
    private static func trimmed(_ value: String) -> [UInt8] {
        var output = [UInt8]()
        output.reserveCapacity(value.utf8.count)
        var pendingSpace = false
        for byte in value.utf8 {
            if byte == 32 || (9...13).contains(byte) {
                pendingSpace = !output.isEmpty
            } else {
                if pendingSpace { output.append(32) }
                pendingSpace = false
                output.append(byte)
            }
        }
        return output
    }

    private static func appendPath(_ path: String, options: SigV4Signer.Options, to bytes: inout [UInt8]) {
        let path = path.isEmpty ? "/" : path
        let normalised = options.normalizePath ? removingDotSegments(Array(path.utf8)) : Array(path.utf8)
        PercentEncoding.append(normalised, keeping: options.doubleEncodePath ? "/" : "/%", to: &bytes)
    }

    /// The path without `.` and `..` segments (RFC 3986 section 5.2.4) and without empty segments.
    private static func removingDotSegments(_ path: [UInt8]) -> [UInt8] {
        var kept = [ArraySlice<UInt8>]()
        for segment in path.split(separator: UInt8(ascii: "/")) {
            if segment.elementsEqual("..".utf8) {
                _ = kept.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                kept.append(segment)
            }
        }
        var output = [UInt8(ascii: "/")]
        output += kept.joined(separator: [UInt8(ascii: "/")])
        if path.last == UInt8(ascii: "/"), !kept.isEmpty { output.append(UInt8(ascii: "/")) }
        return output
    }

    /// Writes the pairs decoded, encoded once, and sorted by encoded key, then by encoded value.
    private static func appendQuery(_ query: String, to bytes: inout [UInt8]) {
        guard !query.isEmpty else { return }
        var pairs = [(key: [UInt8], value: [UInt8])]()
        for pair in Array(query.utf8).split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            var key = [UInt8]()
            var value = [UInt8]()
            PercentEncoding.append(PercentEncoding.decode(pair[..<(equals ?? pair.endIndex)]), to: &key)
            if let equals { PercentEncoding.append(PercentEncoding.decode(pair[(equals + 1)...]), to: &value) }
            pairs.append((key, value))
        }
        pairs.sort {
            $0.key == $1.key ? $0.value.lexicographicallyPrecedes($1.value) : $0.key.lexicographicallyPrecedes($1.key)
        }
        for (index, pair) in pairs.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes += pair.key
            bytes.append(UInt8(ascii: "="))
            bytes += pair.value
        }
    }
}

private let newline = UInt8(ascii: "\n")
