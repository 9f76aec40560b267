import OrderedJSON
import Testing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true ", true), ("false\n", false), ("0", 0), ("-0", 0), ("12", 12),
            ("-1.5e3", -1500),
            ("1E+2", 100), ("\"\"", ""), ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\u{8}\u{C}\n\r\t"),
            ("\"\\u00e9\\u20AC\"", "é€"), ("\"\\ud83d\\ude00 x\"", "😀 x"), ("\"x\u{1F600}é\"", "x😀é"), ("[]", []),
            ("[ ]", []),
            ("[1, [2,3] ,null]", [1, [2, 3], nil]), ("{}", [:]), ("{ }", [:]),
            ("{\"a\" : 1 ,\"b\":{\"c\":[]}}", ["a": 1, "b": ["c": []]]), ("\t{\r\n}", [:]), ("\"\u{7F}\"", "\u{7F}"),
        ] as [(String, JSONValue)])
    func reads(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test(arguments: [
        ("", 1, 1), ("  ", 1, 3), ("tru", 1, 1), ("True", 1, 1), ("nul1", 1, 1), ("01", 1, 1), ("-", 1, 2),
        ("1.", 1, 3),
        ("1e", 1, 3), (".5", 1, 1), ("+1", 1, 1), ("\"abc", 1, 1), ("\"a\\", 1, 3), ("\"a\\x\"", 1, 3),
        ("\"\\u12g4\"", 1, 2),
        ("\"\\u12\"", 1, 2), ("\"\\ud800\"", 1, 2), ("\"\\ud800\\u0041\"", 1, 2), ("\"\\udc00\"", 1, 2), ("[1,]", 1, 4),
        ("[1 2]", 1, 4), ("[1", 1, 3), ("[", 1, 2), ("{", 1, 2), ("{\"a\"}", 1, 5), ("{\"a\":}", 1, 6),
        ("{\"a\":1,}", 1, 8),
        ("{\"a\":1", 1, 7), ("{\"a\":1 \"b\"}", 1, 8), ("{a:1}", 1, 2), ("{} x", 1, 4),
        ("{\n \"a\": 1,\n  'b': 2}", 3, 3),
        ("\"a\nb\"", 1, 3), ("\"\\n\u{1}\"", 1, 4), ("nan", 1, 1), ("\"\\n", 1, 1), ("\u{FEFF}1", 1, 1), ("'a'", 1, 1),
    ])
    func refuses(text: String, line: Int, column: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect([error.line, error.column] == [line, column], "\(error)")
        #expect(error.description.contains("line \(line), column \(column)"))
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22], [0xFF],
    ])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func limitsDepth() throws {
        let nested = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        _ = try JSONValue(parsing: nested)
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + nested + "]") }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[{\"a\":1}]", maximumDepth: 1) }
        _ = try JSONValue(parsing: "[[],[],{}]", maximumDepth: 2)
    }

    @Test func keepsOrderAndTheLastOfDuplicates() throws {
        let value = try JSONValue(parsing: "{\"z\":1,\"a\":2,\"z\":3}")
        #expect(value.text() == "{\"z\":3,\"a\":2}")
    }

    @Test func keepsNumbersAsWritten() throws {
        let text = "[1.0,1E5,100000000000000000000000,-0.0,1e400,0.10]"
        let value = try JSONValue(parsing: text)
        #expect(value.text() == text)
        #expect(value[0]?.int == 1)
        #expect(value[1]?.int == 100_000)
        #expect(value[2]?.int == nil)
        #expect(value[2]?.double == 1e23)
        #expect(value[4]?.double == .infinity)
    }
}
