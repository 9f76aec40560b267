/// The canonical form of a request, the text whose hash is signed.
///
/// Source: IAM user guide, "Create a signed AWS API request", step 1.
struct CanonicalRequest {
    let bytes: [UInt8]
    /// Where the names of the signed headers are: lower-case, sorted, joined with `;`.
    private let names: Range<Int>

    /// The names of the signed headers, lower-case, sorted, joined with `;`.
    var signedHeaders: ArraySlice<UInt8> { bytes[names] }

    /// - Parameter headers: All headers of the request, `host` among them.
    init(_ request: SignableRequest, query: String, headers: CanonicalHeaders, options: SigV4Signer.Options) {
        var bytes = [UInt8]()
        bytes.reserveCapacity(768 + query.utf8.count)
        bytes += request.method.utf8
        bytes.append(newline)
        Self.appendPath(request.path, options: options, to: &bytes)
        bytes.append(newline)
        Self.appendQuery(query, to: &bytes)
        bytes.append(newline)
        headers.appendLines(to: &bytes)
        bytes.append(newline)
        let start = bytes.count
        headers.appendNames(to: &bytes)
        names = start..<bytes.count
        bytes.append(newline)
        bytes += request.payloadHash.utf8
        self.bytes = bytes
    }

    private static func appendPath(_ path: String, options: SigV4Signer.Options, to bytes: inout [UInt8]) {
        if path.isEmpty { return bytes.append(slash) }
        let kept: PercentEncoding.Kept = options.doubleEncodePath ? .slash : .slashAndPercent
        if options.normalizePath, hasDotOrEmptySegments(path.utf8.span) {
            PercentEncoding.append(removingDotSegments(Array(path.utf8)), keeping: kept, to: &bytes)
        } else {
            PercentEncoding.append(path, keeping: kept, to: &bytes)
        }
    }

    /// Whether a path needs to be normalised at all: few do.
    private static func hasDotOrEmptySegments(_ path: Span<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for index in path.indices {
            let byte = path[index]
            if previous == slash, byte == slash || byte == UInt8(ascii: ".") { return true }
            previous = byte
        }
        return path[0] != slash
    }

    /// The path without `.` and `..` segments (RFC 3986 section 5.2.4) and without empty segments.
    private static func removingDotSegments(_ path: [UInt8]) -> [UInt8] {
        var kept = [ArraySlice<UInt8>]()
        for segment in path.split(separator: slash) {
            if segment.elementsEqual("..".utf8) {
                _ = kept.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                kept.append(segment)
            }
        }
        var output = [slash]
        output += kept.joined(separator: [slash])
        if path.last == slash, !kept.isEmpty { output.append(slash) }
        return output
    }

    /// Writes the pairs decoded, encoded once, and sorted by encoded key, then by encoded value.
    private static func appendQuery(_ query: String, to bytes: inout [UInt8]) {
        if query.isEmpty { return }
        var text: [UInt8] = []
        text.reserveCapacity(query.utf8.count * 3)
        var pairs: [(key: Range<Int>, value: Range<Int>)] = []
        for pair in Array(query.utf8).split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let start = text.count
            PercentEncoding.appendAgain(pair[..<(equals ?? pair.endIndex)], to: &text)
            let middle = text.count
            if let equals { PercentEncoding.appendAgain(pair[(equals + 1)...], to: &text) }
            pairs.append((start..<middle, middle..<text.count))
        }
        if pairs.count > 1 {
            pairs.sort {
                let order = text.order($0.key, $1.key)
                return order == 0 ? text.order($0.value, $1.value) < 0 : order < 0
            }
        }
        for (index, pair) in pairs.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes += text[pair.key]
            bytes.append(UInt8(ascii: "="))
            bytes += text[pair.value]
        }
    }
}

private let newline = UInt8(ascii: "\n")
private let slash = UInt8(ascii: "/")
