internal import CSystemCrypto

/// Random bytes for keys and nonces.
package enum SecureRandom {
    /// Bytes from OpenSSL's cryptographically secure generator.
    ///
    /// - Throws: ``CryptoError`` when the system gives no entropy.
    package static func bytes(_ count: Int) throws -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let result = unsafe bytes.withUnsafeMutableBufferPointer { output in
            unsafe RAND_bytes(output.baseAddress, Int32(output.count))
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL("Random bytes") }
        return bytes
    }
}
