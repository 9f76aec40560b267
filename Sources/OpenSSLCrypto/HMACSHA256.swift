internal import CSystemCrypto

/// HMAC-SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
    /// The 32 bytes of the code for a message under a key of any length.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        // A nil key would mean "the previous key" to OpenSSL, and an empty array may have a nil address.
        let key = key.isEmpty ? [0] : key
        let failed = unsafe message.withUnsafeBufferPointer { input in
            unsafe key.withUnsafeBytes { key in
                unsafe code.withUnsafeMutableBufferPointer { output in
                    unsafe HMAC(
                        EVP_sha256(), key.baseAddress, Int32(key.count), input.baseAddress, input.count,
                        output.baseAddress, nil) == nil
                }
            }
        }
        if failed { throw CryptoError.ofOpenSSL("HMAC-SHA-256") }
        return code
    }

    /// The code for a text's UTF-8 bytes.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses.
    package static func authenticate(_ message: String, key: [UInt8]) throws -> [UInt8] {
        try authenticate(Array(message.utf8), key: key)
    }
}
