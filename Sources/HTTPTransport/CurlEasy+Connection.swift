internal import CSystemCurl

extension CurlEasy {
    /// How a host is reached, and whose certificates are trusted: the same for requests and raw connections.
    ///
    /// - Parameter proxy: the proxy to go through; nil for none, whatever the process environment says.
    func setConnection(_ url: String, _ configuration: CurlTransportConfiguration, proxy: String?) {
        set(CURLOPT_URL, url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_PROXY, proxy ?? "")
        set(CURLOPT_NOPROXY, "")
        if let bundle = configuration.caBundle { set(CURLOPT_CAINFO, bundle) }
        if let directory = configuration.caDirectory { set(CURLOPT_CAPATH, directory) }
    }
}
