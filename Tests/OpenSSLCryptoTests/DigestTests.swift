import OpenSSLCrypto
import Testing

@Suite struct DigestTests {
    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("v3.260.0", "7dff0d166258e7f1d265e8e044021ea087795d58a0c6415ab6fe8b7c790e447f"),
    ])
    func hashes(text: String, expected: String) throws {
        #expect(hexString(try SHA256.hash(text)) == expected)
        #expect(try SHA256.hex(Array(text.utf8)) == expected)
        var hasher = try SHA256Hasher()
        for byte in text.utf8 { try hasher.update([byte]) }
        #expect(hexString(try hasher.finalize()) == expected)
        var other = try SHA256Hasher()
        try other.update(text.utf8.lazy.map { $0 })
        #expect(hexString(try other.finalize()) == expected)
    }

    /// FIPS 180-4 examples, and the name of a cached token of `aws sso login`.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("https://example.awsapps.com/start", "e8be5486177c5b5392bd9aa76563515b29358e6e"),
    ])
    func hashesWithSHA1(text: String, expected: String) throws {
        #expect(try SHA1.hex(text) == expected)
    }

    /// RFC 4231 test cases 1, 2 and 6, and empty key and message.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func authenticates(key: [UInt8], message: String, expected: String) throws {
        #expect(hexString(try HMACSHA256.authenticate(message, key: key)) == expected)
    }

    /// RFC 7914 section 11.
    @Test func derivesKeys() throws {
        let key = try PBKDF2.sha256(password: Array("passwd".utf8), salt: Array("salt".utf8), iterations: 1, count: 64)
        #expect(
            hexString(key) == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")
        #expect(throws: CryptoError.self) { try PBKDF2.sha256(password: [], salt: [], iterations: 0, count: 32) }
        #expect(try PBKDF2.sha256(password: [], salt: [1], iterations: 1, count: 4).count == 4)
    }
}
