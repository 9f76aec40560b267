internal import CCurlShim

/// Which libcurl there is.
package enum CurlVersion {
    /// The sentence of `curl_version`, such as `libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13 …`.
    ///
    /// - Throws: `HTTPTransportError` of code `libraryMissing` when libcurl cannot be opened.
    package static func text(of libraryName: String) throws -> String {
        if let reason = CurlLibrary.open(libraryName) {
            throw HTTPTransportError(code: .libraryMissing, host: libraryName, message: reason)
        }
        return unsafe String(cString: ccurl_version())
    }
}
