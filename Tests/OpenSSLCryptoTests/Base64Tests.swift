import OpenSSLCrypto
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func codes(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func codesAllBytes() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg==\n", " Zg==", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm-v", "Zm_v", "Zm9v=",
        "Zg=a",
    ])
    func refuses(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
