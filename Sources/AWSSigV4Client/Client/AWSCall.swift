internal import HTTPTransport

/// One operation of a service as an HTTP request without its endpoint.
struct AWSCall {
    var service: AWSService
    var operation: String
    var method = "POST"
    /// The path, already encoded.
    var path = "/"
    /// Names and values, not yet encoded.
    var query: [(name: String, value: String)] = []
    var headers: [HTTPHeader] = []
    var body: [UInt8] = []
    /// A file to send in place of `body`.
    var upload: HTTPRequest.Body?
    /// The bucket that the path is in; S3 only.
    var bucket: String?
    var timeouts = HTTPTimeouts()
    var isSigned = true
    var isIdempotent: Bool
}
