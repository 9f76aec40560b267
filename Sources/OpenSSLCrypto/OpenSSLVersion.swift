internal import CSystemCrypto

/// Which libcrypto there is.
package enum OpenSSLVersion {
    /// Such as `OpenSSL 3.0.17 1 Jul 2025`.
    package static var text: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}
