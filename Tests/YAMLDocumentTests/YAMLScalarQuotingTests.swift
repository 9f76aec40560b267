import Testing
import YAMLDocument

@Suite struct YAMLScalarQuotingTests {
    @Test(arguments: [
        ("us-east-1", "us-east-1"), ("nodejs22.x", "nodejs22.x"), ("v1:abc+/=:x", "v1:abc+/=:x"), ("/a/b", "/a/b"),
        ("./src", "./src"), ("../src", "../src"), ("a@b", "a@b"),
        ("", "\"\""), ("yes", "\"yes\""), ("No", "\"No\""), ("null", "\"null\""), ("y", "\"y\""), ("TRUE", "\"TRUE\""),
        ("1", "\"1\""), ("2026-01-01", "\"2026-01-01\""), ("-a", "\"-a\""), (".5", "\".5\""), ("a:", "\"a:\""),
        ("a b", "\"a b\""), ("a: b", "\"a: b\""), ("#a", "\"#a\""), ("${x}", "\"${x}\""), ("é", "\"é\""),
        ("\"\\\n\r\t", "\"\\\"\\\\\\n\\r\\t\""), ("\u{7}", "\"\\x07\""), ("\u{85}", "\"\\x85\""),
        ("\u{2028}", "\"\\u2028\""), ("\u{FEFF}a", "\"\\uFEFFa\""),
    ])
    func quotes(text: String, expected: String) throws {
        #expect(YAMLScalar.quoted(text) == expected)
        let scalar = try YAMLDocument.parse(Array("k: \(YAMLScalar.quoted(text))\n".utf8))["k"]?.scalar
        #expect(scalar?.value == .string(text))
    }

    @Test func everyCharacterSurvives() throws {
        for code in (0...0x2100).map(UInt32.init) + [0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF] {
            guard let character = Unicode.Scalar(code) else { continue }
            let text = "a\(character)b"
            let node = try YAMLDocument.parse(Array(YAMLScalar.quoted(text).utf8))
            #expect(node.scalar?.value == .string(text), "U+\(String(code, radix: 16))")
        }
    }
}
