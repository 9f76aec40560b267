internal import CSystemCrypto

/// SHA-256 (FIPS 180-4) of bytes at hand.
package enum SHA256 {
    /// Length of a digest in bytes.
    package static let byteCount = 32

    /// libcrypto's SHA-256, looked up once for the life of the process: `EVP_sha256()` is looked up anew at each use, which takes as
    /// long as hashing 300 bytes (OpenSSL 3, "EVP_MD_fetch", performance).
    nonisolated(unsafe) static let implementation = unsafe EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()

    /// The 32 bytes of the digest.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-256.
    package static func hash(_ bytes: [UInt8]) throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let result = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, implementation, nil)
            }
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL("SHA-256") }
        return digest
    }

    /// The digest of a text's UTF-8 bytes.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-256.
    package static func hash(_ text: String) throws -> [UInt8] { try hash(Array(text.utf8)) }

    /// The digest in 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-256.
    package static func hex(_ bytes: [UInt8]) throws -> String { hexString(try hash(bytes)) }
}

/// The bytes in lower-case hexadecimal digits.
package func hexString(_ bytes: [UInt8]) -> String {
    unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { output in
        var position = 0
        for byte in bytes {
            unsafe output[position] = digit(byte >> 4)
            unsafe output[position + 1] = digit(byte & 0xF)
            position += 2
        }
        return position
    }
}

private func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? nibble + 48 : nibble + 87 }
