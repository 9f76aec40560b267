/// How `CurlTransport` connects.
package struct CurlTransportConfiguration: Sendable {
    /// A file of PEM certificates to trust instead of the system's.
    package var caBundle: String?
    /// A directory of hashed certificates to trust.
    package var caDirectory: String?
    package var proxies = ProxySettings()
    /// How many requests run at once; the others wait their turn.
    package var maximumInFlight = 64
    /// How many requests to one host (scheme, host and port) run at once, and the most connections to it.
    package var maximumPerHost = 16
    /// The longest answer, in bytes after decoding, that is read.
    package var maximumResponseBytes = 256 * 1024 * 1024
    /// The file name of libcurl, looked up as `dlopen` does.
    package var libraryName = "libcurl.so.4"
    /// Told of each transfer that got an answer, on the transport's thread: keep it short.
    package var onTransfer: (@Sendable (CurlTransferMetrics) -> Void)?

    package init() {}

    /// Reads CA bundle, CA directory and proxies from environment variables.
    ///
    /// The CA bundle (AWS_CA_BUNDLE, SSL_CERT_FILE, CURL_CA_BUNDLE: the first that is set), the CA directory
    /// (SSL_CERT_DIR) and the proxies. Empty values count as unset.
    package static func fromEnvironment(_ environment: [String: String]) -> CurlTransportConfiguration {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var configuration = CurlTransportConfiguration()
        configuration.caBundle = value("AWS_CA_BUNDLE") ?? value("SSL_CERT_FILE") ?? value("CURL_CA_BUNDLE")
        configuration.caDirectory = value("SSL_CERT_DIR")
        configuration.proxies = ProxySettings(environment: environment)
        return configuration
    }
}

/// What a finished transfer used of the network.
package struct CurlTransferMetrics: Sendable, Equatable {
    package var url: String
    /// New connections opened for it: 0 when one was reused.
    package var newConnections: Int
    /// `1.1` or `2`.
    package var httpVersion: String
}
