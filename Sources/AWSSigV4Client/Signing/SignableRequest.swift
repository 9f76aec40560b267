/// The parts of an HTTP request that a signature covers.
public struct SignableRequest: Sendable, Equatable {
    /// One header field; the value may be folded over lines.
    public struct Header: Sendable, Equatable {
        /// The field name, in any case.
        public var name: String
        /// The field value.
        public var value: String

        /// A field of a name and a value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The SHA-256 of no bytes.
    public static let emptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// What stands in place of the hash when the payload isn't signed (S3 over TLS only).
    public static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// The HTTP method in upper case.
    public var method: String
    /// Scheme and authority of the URL, such as `https://example.amazonaws.com`; empty when unknown.
    public var origin: String
    /// The path as it is sent.
    public var path: String
    /// The query as it is sent, without `?`; empty when there is none.
    public var query: String
    /// Every header that is signed: `host` must be among them.
    public var headers: [Header]
    /// The lower-case hexadecimal SHA-256 of the body, or ``unsignedPayload``.
    public var payloadHash: String

    /// A request of its parts.
    public init(
        method: String, origin: String = "", path: String, query: String = "", headers: [Header],
        payloadHash: String = emptyPayloadHash
    ) {
        self.method = method
        self.origin = origin
        self.path = path
        self.query = query
        self.headers = headers
        self.payloadHash = payloadHash
    }

    /// A request to an absolute URL; a `host` header is added when `headers` has none.
    public init(method: String, url: String, headers: [Header], payloadHash: String = emptyPayloadHash) {
        let parts = URLParts(url)
        var headers = headers
        if !headers.contains(where: { $0.name.lowercased() == "host" }) {
            headers.append(Header("Host", parts.hostHeader))
        }
        self.init(
            method: method, origin: parts.origin, path: parts.path.isEmpty ? "/" : parts.path, query: parts.query,
            headers: headers, payloadHash: payloadHash)
    }
}
