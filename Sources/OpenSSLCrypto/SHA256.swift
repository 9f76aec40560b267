internal import CSystemCrypto

/// SHA-256 (FIPS 180-4) of bytes at hand.
package enum SHA256 {
    /// Length of a digest in bytes.
    package static let byteCount = 32

    /// The 32 bytes of the digest.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-256.
    package static func hash(_ bytes: [UInt8]) throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let result = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, EVP_sha256(), nil)
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
package func hexString(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.underestimatedCount * 2)
    for byte in bytes {
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 0xF)])
    }
    return String(decoding: output, as: UTF8.self)
}
