internal import CSystemCrypto

/// Keys from passphrases (RFC 8018 section 5.2).
package enum PBKDF2 {
    /// A key of `count` bytes with HMAC-SHA-256 as the pseudo-random function.
    ///
    /// Slow by intention: about 0.3 s for a million iterations.
    ///
    /// - Throws: ``CryptoError`` when libcrypto refuses the parameters.
    package static func sha256(password: [UInt8], salt: [UInt8], iterations: Int, count: Int) throws -> [UInt8] {
        guard iterations > 0, iterations <= Int32.max, count > 0, count <= Int32.max else {
            throw CryptoError(operation: "PBKDF2", reason: "iterations and length must be positive 32-bit numbers")
        }
        var key = [UInt8](repeating: 0, count: count)
        // OpenSSL takes a nil password as the empty one.
        let characters = password.map { CChar(bitPattern: $0) }
        let result = unsafe characters.withUnsafeBufferPointer { password in
            unsafe salt.withUnsafeBufferPointer { salt in
                unsafe key.withUnsafeMutableBufferPointer { output in
                    unsafe PKCS5_PBKDF2_HMAC(
                        password.baseAddress, Int32(password.count), salt.baseAddress, Int32(salt.count),
                        Int32(iterations), EVP_sha256(), Int32(count), output.baseAddress)
                }
            }
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL("PBKDF2") }
        return key
    }
}
