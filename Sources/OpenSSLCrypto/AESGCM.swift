internal import CSystemCrypto

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D) with 12-byte nonces and 16-byte tags, without associated data.
package enum AESGCM {
    /// Length of the key in bytes.
    package static let keyByteCount = 32
    /// Length of the nonce in bytes.
    package static let nonceByteCount = 12
    /// Length of the tag in bytes.
    package static let tagByteCount = 16

    /// Encrypts; the tag is appended to the ciphertext.
    ///
    /// A nonce must never be used twice with one key.
    ///
    /// - Throws: ``CryptoError`` for a key or nonce of the wrong length, or when libcrypto refuses.
    package static func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8]) throws -> [UInt8] {
        let operation = "AES-256-GCM encryption"
        let context = try CipherContext(operation: operation, key: key, nonce: nonce, encrypts: true)
        var output = try context.update(plaintext)
        try context.finish()
        output += try context.tag()
        return output
    }

    /// Decrypts ciphertext with its tag appended.
    ///
    /// - Throws: ``CryptoError`` when the tag doesn't match (other key, nonce or bytes), for wrong lengths, or when
    ///   libcrypto refuses.
    package static func open(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8]) throws -> [UInt8] {
        let operation = "AES-256-GCM decryption"
        guard sealed.count >= tagByteCount else {
            throw CryptoError(operation: operation, reason: "\(sealed.count) bytes are too few to hold a tag")
        }
        let context = try CipherContext(operation: operation, key: key, nonce: nonce, encrypts: false)
        let plaintext = try context.update(Array(sealed.dropLast(tagByteCount)))
        try context.setTag(Array(sealed.suffix(tagByteCount)))
        do {
            try context.finish()
        } catch {
            throw CryptoError(operation: operation, reason: "the authentication tag does not match")
        }
        return plaintext
    }
}

/// Owner of one OpenSSL cipher context.
@safe private struct CipherContext: ~Copyable {
    private let context: OpaquePointer
    private let operation: String

    init(operation: String, key: [UInt8], nonce: [UInt8], encrypts: Bool) throws {
        guard key.count == AESGCM.keyByteCount, nonce.count == AESGCM.nonceByteCount else {
            throw CryptoError(
                operation: operation,
                reason: "a key of \(AESGCM.keyByteCount) and a nonce of \(AESGCM.nonceByteCount) bytes are needed, "
                    + "not \(key.count) and \(nonce.count)")
        }
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw CryptoError.ofOpenSSL(operation) }
        let started = unsafe key.withUnsafeBufferPointer { key in
            unsafe nonce.withUnsafeBufferPointer { nonce in
                unsafe EVP_CipherInit_ex(
                    context, EVP_aes_256_gcm(), nil, key.baseAddress, nonce.baseAddress, encrypts ? 1 : 0)
            }
        }
        guard started == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw CryptoError.ofOpenSSL(operation)
        }
        unsafe self.context = context
        self.operation = operation
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    func update(_ input: [UInt8]) throws -> [UInt8] {
        guard !input.isEmpty else { return [] }
        guard input.count <= Int32.max else { throw CryptoError(operation: operation, reason: "more than 2 GiB") }
        var output = [UInt8](repeating: 0, count: input.count)
        var written: Int32 = 0
        let result = unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe EVP_CipherUpdate(context, output.baseAddress, &written, input.baseAddress, Int32(input.count))
            }
        }
        guard result == 1, Int(written) == input.count else { throw CryptoError.ofOpenSSL(operation) }
        return output
    }

    func finish() throws {
        var rest = [UInt8](repeating: 0, count: 16)
        var written: Int32 = 0
        let result = unsafe rest.withUnsafeMutableBufferPointer { rest in
            unsafe EVP_CipherFinal_ex(context, rest.baseAddress, &written)
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL(operation) }
    }

    func tag() throws -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: AESGCM.tagByteCount)
        let result = unsafe tag.withUnsafeMutableBytes { tag in
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress)
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL(operation) }
        return tag
    }

    func setTag(_ tag: [UInt8]) throws {
        var tag = tag
        let result = unsafe tag.withUnsafeMutableBytes { tag in
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), tag.baseAddress)
        }
        guard result == 1 else { throw CryptoError.ofOpenSSL(operation) }
    }
}
