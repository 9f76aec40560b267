internal import CSystemCrypto

/// SHA-256 of a stream.
///
/// One owner at a time: it is neither copied nor shared.
@safe package struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// - Throws: ``CryptoError`` when libcrypto refuses SHA-256.
    package init() throws {
        guard let context = unsafe EVP_MD_CTX_new() else { throw CryptoError.ofOpenSSL("Starting SHA-256") }
        guard unsafe EVP_DigestInit_ex(context, SHA256.implementation, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw CryptoError.ofOpenSSL("Starting SHA-256")
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    ///
    /// - Throws: ``CryptoError``.
    package mutating func update(_ bytes: some Collection<UInt8>) throws {
        let contiguous: Int32? = bytes.withContiguousStorageIfAvailable { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        if let contiguous {
            guard contiguous == 1 else { throw CryptoError.ofOpenSSL("SHA-256") }
        } else {
            try update(Array(bytes))
        }
    }

    /// Ends the stream and gives the 32 bytes of the digest.
    ///
    /// - Throws: ``CryptoError``.
    package consuming func finalize() throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
        let result = unsafe digest.withUnsafeMutableBufferPointer { output in
            unsafe EVP_DigestFinal_ex(context, output.baseAddress, nil)
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL("Finishing SHA-256") }
        return digest
    }
}
