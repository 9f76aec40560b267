internal import CSystemCrypto

/// HMAC-SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
    /// A key made ready for use: padded to a block of SHA-256 and combined with both constants of RFC 2104, section 2.
    package struct Key: Sendable {
        fileprivate let inner: [UInt8]
        fileprivate let outer: [UInt8]

        /// - Parameter bytes: The key, of any length.
        /// - Throws: ``CryptoError`` when libcrypto refuses to hash a key longer than a block.
        package init(_ bytes: [UInt8]) throws {
            var block = bytes.count > blockSize ? try SHA256.hash(bytes) : bytes
            block += [UInt8](repeating: 0, count: blockSize - block.count)
            inner = block.map { $0 ^ 0x36 }
            outer = block.map { $0 ^ 0x5C }
        }
    }

    /// The 32 bytes of the code for a message.
    ///
    /// Two digests in one context: `HMAC()` of OpenSSL 3 makes and looks up six objects for each code, which takes longer than the
    /// computation.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses.
    package static func authenticate(_ message: [UInt8], key: Key) throws -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else { throw CryptoError.ofOpenSSL("HMAC-SHA-256") }
        defer { unsafe EVP_MD_CTX_free(context) }
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        var isDone = unsafe digest(key.inner, message, into: &code, context)
        if isDone {
            let inner = code
            isDone = unsafe digest(key.outer, inner, into: &code, context)
        }
        guard isDone else { throw CryptoError.ofOpenSSL("HMAC-SHA-256") }
        return code
    }

    /// The 32 bytes of the code for a message under a key of any length.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
        try authenticate(message, key: try Key(key))
    }

    /// The code for a text's UTF-8 bytes.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses.
    package static func authenticate(_ message: String, key: [UInt8]) throws -> [UInt8] {
        try authenticate(Array(message.utf8), key: key)
    }

    /// The digest of two byte strings, one after the other.
    private static func digest(
        _ first: [UInt8], _ second: [UInt8], into digest: inout [UInt8], _ context: OpaquePointer
    ) -> Bool {
        unsafe EVP_DigestInit_ex(context, SHA256.implementation, nil) == 1
            && EVP_DigestUpdate(context, first, first.count) == 1
            && EVP_DigestUpdate(context, second, second.count) == 1
            && EVP_DigestFinal_ex(context, &digest, nil) == 1
    }
}

/// Length of a block of SHA-256 in bytes.
private let blockSize = 64
