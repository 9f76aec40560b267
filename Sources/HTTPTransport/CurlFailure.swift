internal import CSystemCurl

/// What is known about a transfer that libcurl ended with an error.
struct CurlFailure: Sendable, Equatable {
    var code: CURLcode
    /// libcurl's own words, from the error buffer or else the text of the code.
    var detail: String
    var method: String
    var host: String
    var timeouts: HTTPTimeouts
    /// Whether the request was begun to be sent.
    var isRequestSent: Bool
    /// The proxy in use.
    var proxy: String?
    var caBundle: String?

    /// The error for the caller.
    var error: HTTPTransportError {
        HTTPTransportError(
            code: kind, method: method, host: host, message: "\(words) (curl \(code.rawValue))",
            requestMayHaveBeenProcessed: isRequestSent, caBundle: kind == .tlsTrust ? caBundle : nil)
    }

    private var words: String {
        guard let proxy, kind == .proxy else { return detail }
        return "\(detail), through the proxy \(RedactedURL.of(proxy))"
    }

    private var kind: HTTPTransportError.Code {
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
        case CURLE_COULDNT_CONNECT: proxy == nil ? .connectFailed : .proxy
        case CURLE_COULDNT_RESOLVE_HOST: .nameResolution
        case CURLE_OPERATION_TIMEDOUT: .timeout(timeoutKind)
        case CURLE_SSL_CONNECT_ERROR: .tlsHandshake
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            .tlsTrust
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND, CURLE_ABORTED_BY_CALLBACK:
            isRequestSent ? .connectionLost : proxy == nil ? .connectFailed : .proxy
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .protocolViolation
        case CURLE_UNSUPPORTED_PROTOCOL: isRequestSent ? .protocolViolation : .invalidRequest
        case CURLE_URL_MALFORMAT, CURLE_READ_ERROR: .invalidRequest
        default: .other
        }
    }

    /// Before the request is sent only `connect` counts, unless `total` is shorter still.
    private var timeoutKind: HTTPTransportError.TimeoutKind {
        !isRequestSent && timeouts.connect <= timeouts.total ? .connect : .total
    }
}
