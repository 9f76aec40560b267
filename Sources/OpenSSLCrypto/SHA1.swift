internal import CSystemCrypto

/// SHA-1 (FIPS 180-4): for names that other programs derive with it, never for security.
package enum SHA1 {
    /// Length of a digest in bytes.
    package static let byteCount = 20

    /// The digest of bytes.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-1.
    package static func digest(_ bytes: [UInt8]) throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let result = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, EVP_sha1(), nil)
            }
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL("SHA-1") }
        return digest
    }

    /// The digest of a text's UTF-8 bytes in 40 lower-case hexadecimal digits.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-1.
    package static func hex(_ text: String) throws -> String {
        hexString(try digest(Array(text.utf8)))
    }
}
