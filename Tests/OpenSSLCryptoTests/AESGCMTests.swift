import OpenSSLCrypto
import Testing

@Suite struct AESGCMTests {
    private let zeroKey = [UInt8](repeating: 0, count: 32)
    private let zeroNonce = [UInt8](repeating: 0, count: 12)

    /// The Galois/Counter Mode of Operation (McGrew, Viega), test cases 13 and 14.
    @Test(arguments: [
        (0, "530f8afbc74536b9a963b4f1c4cb738b"),
        (16, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    ])
    func seals(count: Int, expected: String) throws {
        let plaintext = [UInt8](repeating: 0, count: count)
        let sealed = try AESGCM.seal(plaintext, key: zeroKey, nonce: zeroNonce)
        #expect(hexString(sealed) == expected)
        #expect(try AESGCM.open(sealed, key: zeroKey, nonce: zeroNonce) == plaintext)
    }

    @Test func refusesChangedBytes() throws {
        var sealed = try AESGCM.seal([1, 2, 3], key: zeroKey, nonce: zeroNonce)
        sealed[0] ^= 1
        let error = try #require(throws: CryptoError.self) { try AESGCM.open(sealed, key: zeroKey, nonce: zeroNonce) }
        #expect(error.description.contains("tag does not match"))
        #expect(throws: CryptoError.self) { try AESGCM.open([1, 2], key: zeroKey, nonce: zeroNonce) }
    }

    @Test func refusesWrongLengths() {
        #expect(throws: CryptoError.self) { try AESGCM.seal([1], key: [1], nonce: zeroNonce) }
        #expect(throws: CryptoError.self) { try AESGCM.seal([1], key: zeroKey, nonce: [1]) }
    }

    @Test func randomBytesDiffer() throws {
        #expect(try SecureRandom.bytes(16) != SecureRandom.bytes(16))
        #expect(try SecureRandom.bytes(16).count == 16)
        #expect(try SecureRandom.bytes(0).isEmpty)
    }
}
