/// Why no whole answer was read.
package struct HTTPTransportError: Error, Sendable, Equatable {
    /// Which part of an attempt ran out of time; the limits are those of `HTTPTimeouts`.
    package enum TimeoutKind: String, Sendable, Equatable {
        case connect
        case idle
        case total
    }

    /// The kind of failure, for decisions; `message` has the words.
    package enum Code: Sendable, Equatable {
        /// The request itself cannot be sent: a malformed URL, a line break in a header, an unreadable upload file.
        case invalidRequest
        case nameResolution
        case connectFailed
        /// The proxy could not be resolved, reached, or it refused the tunnel.
        case proxy
        /// The connection broke while TLS was being set up.
        case tlsHandshake
        /// The server's certificate is not trusted, or the CA bundle cannot be read: trying again does not help.
        case tlsTrust
        case timeout(TimeoutKind)
        /// The connection ended before the whole answer was read.
        case connectionLost
        /// The peer broke the HTTP protocol.
        case protocolViolation
        /// The answer is longer than the configured limit.
        case tooLarge
        /// libcurl could not be opened.
        case libraryMissing
        /// The transport was shut down.
        case shutDown
        /// Anything else libcurl reports.
        case other
    }

    package var code: Code
    /// The method of the request that was tried.
    package var method: String
    /// The host (with the port when the URL names one) that was contacted.
    package var host: String
    /// What came back, in words, with libcurl's result code where there is one.
    package var message: String
    /// Whether any byte of the request may have reached the server, which then may have acted on it.
    package var requestMayHaveBeenProcessed: Bool
    /// The CA bundle in force, for `tlsTrust`; nil means the system's own.
    package var caBundle: String?

    package init(
        code: Code, method: String = "", host: String, message: String, requestMayHaveBeenProcessed: Bool = false,
        caBundle: String? = nil
    ) {
        self.code = code
        self.method = method
        self.host = host
        self.message = message
        self.requestMayHaveBeenProcessed = requestMayHaveBeenProcessed
        self.caBundle = caBundle
    }

    /// Whether the same request may succeed when it is sent again a little later.
    package var isTransient: Bool {
        switch code {
        case .nameResolution, .connectFailed, .proxy, .tlsHandshake, .timeout, .connectionLost, .protocolViolation:
            true
        case .invalidRequest, .tlsTrust, .tooLarge, .libraryMissing, .shutDown, .other: false
        }
    }
}

extension HTTPTransportError: CustomStringConvertible {
    /// What was tried, on what, what came back, and what to do.
    package var description: String {
        let tried = method.isEmpty ? "request to \(host)" : "\(method) request to \(host)"
        return "\(tried) failed: \(message). \(advice)"
    }

    private var advice: String {
        switch code {
        case .invalidRequest: "Correct the request."
        case .nameResolution: "Check the host name, the region and the DNS settings of this machine."
        case .connectFailed: "Check the network, the firewall and, if one is set, the endpoint override."
        case .proxy: "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
        case .tlsHandshake:
            "Try again; if it persists, check that the endpoint speaks TLS and that no firewall cuts it."
        case .tlsTrust:
            "The CA bundle in use is \(caBundle ?? "the system's (package ca-certificates)"); "
                + "point AWS_CA_BUNDLE or SSL_CERT_FILE at a bundle which holds the server's issuer."
        case .timeout(.connect): "Check the network, the firewall and the proxy settings."
        case .timeout(.idle), .timeout(.total): "Try again; the server may be overloaded."
        case .connectionLost where requestMayHaveBeenProcessed:
            "The server may have carried the request out: look at the resource before trying again."
        case .connectionLost, .protocolViolation: "Try again."
        case .tooLarge: "Ask for a smaller part of the resource."
        case .libraryMissing: "Install it: apt-get install libcurl4."
        case .shutDown: "No request can be sent after shutdown."
        case .other: "See https://curl.se/libcurl/c/libcurl-errors.html for the code."
        }
    }
}
