import OrderedJSON
import Testing

@Suite struct JSONWriterTests {
    /// Expected texts are those of Go 1.25 `json.Marshal(float64)`.
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (128, "128"), (-1, "-1"), (0.1, "0.1"), (1.5, "1.5"),
            (3600.25, "3600.25"),
            (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"),
            (123_456_789_012_345_683_968, "123456789012345680000"),
            (1e-6, "0.000001"), (9.9e-7, "9.9e-7"), (1e-9, "1e-9"), (1.25e-10, "1.25e-10"),
            (.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (0.00001, "0.00001"), (0.000123, "0.000123"),
            (1e16, "10000000000000000"),
            (9_007_199_254_740_992, "9007199254740992"), (600_000_000_000, "600000000000"), (-2.5e-8, "-2.5e-8"),
            (100.5, "100.5"),
            (.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func formatsDoublesAsGo(value: Double, expected: String) {
        #expect(JSONNumber.text(of: value) == expected)
        #expect(JSONValue.number(value).text() == expected)
    }

    @Test func doublesReadBack() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(Double(JSONNumber.text(of: value)) == value)
        }
    }

    @Test(arguments: [
        ("a\"\\/", #""a\"\\/""#), ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
        ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
        ("é😀", "\"é😀\""), ("\u{2028}x\u{2029}", #""\u2028x\u2029""#), ("\u{2027}\u{202A}", "\"\u{2027}\u{202A}\""),
        ("<&>", "\"<&>\""),
    ])
    func escapes(text: String, expected: String) throws {
        #expect(JSONValue.string(text).text() == expected)
        #expect(try JSONValue(parsing: expected) == .string(text))
    }

    @Test func escapesHTMLOnRequest() {
        #expect(JSONValue.string("a<&>é").text(JSONFormat(escapesHTML: true)) == #""a\u003c\u0026\u003eé""#)
        #expect(JSONValue.object(["b": "<", "a": 1]).text(.goMap) == #"{"a":1,"b":"\u003c"}"#)
    }

    @Test func sortsByBytes() {
        let value: JSONValue = [
            "é": 1, "b": 2, "B": ["y": 1, "x": 2], "a/x": 3, "a-b": 4, "": 5, "😀": 6, "\u{FFFD}": 7,
        ]
        #expect(
            value.text(JSONFormat(sortsKeys: true))
                == #"{"":5,"B":{"x":2,"y":1},"a-b":4,"a/x":3,"b":2,"é":1,"\#u{FFFD}":7,"😀":6}"#)
        #expect(value.text().hasPrefix(#"{"é":1,"b":2"#))
    }

    @Test func indents() {
        let value: JSONValue = ["a": [], "b": [:], "c": [1, ["d": nil]]]
        #expect(
            value.text(.indented) == """
                {
                    "a": [],
                    "b": {},
                    "c": [
                        1,
                        {
                            "d": null
                        }
                    ]
                }
                """)
        #expect(JSONValue.array([1]).text(JSONFormat(indentation: 2)) == "[\n  1\n]")
    }
}
