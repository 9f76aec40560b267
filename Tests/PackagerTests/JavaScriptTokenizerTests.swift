import Testing

@testable import Packager

@Suite struct JavaScriptTokenizerTests {
    /// The tokens as short texts: words and marks as they are, strings in quotes, the parts of templates with their ends, `/` for the rest.
    private func tokens(_ source: String) -> [String] {
        let bytes = Array(source.utf8)
        return JavaScriptTokenizer.tokens(of: bytes).map { token in
            let text = JavaScriptText.value(bytes[token.range])
            return switch token.kind {
            case .word, .mark: text
            case .string: "'\(text)'"
            case .templateStart: "`\(text)${"
            case .templateMiddle: "}\(text)${"
            case .templateEnd: "}\(text)`"
            case .other: "#"
            }
        }
    }

    @Test(
        arguments: [
            ("a = b / c / d", ["a", "=", "b", "/", "c", "/", "d"]),
            ("a = /b/g / c", ["a", "=", "#", "/", "c"]),
            ("a(/[/]'/, /\\/'/u)", ["a", "(", "#", ",", "#", ")"]),
            ("if (a) /'/.test(b)", ["if", "(", "a", ")", "#", ".", "test", "(", "b", ")"]),
            ("a.if(b) / c / '", ["a", ".", "if", "(", "b", ")", "/", "c", "/", "''"]),
            ("x = { a: 1 } / 2 / '/'", ["x", "=", "{", "a", ":", "#", "}", "/", "#", "/", "'/'"]),
            ("{ a } /'/", ["{", "a", "}", "#"]),
            ("() => {} /'/", ["(", ")", "=", ">", "{", "}", "#"]),
            ("a++ / b", ["a", "++", "/", "b"]),
            ("a + /'/", ["a", "+", "#"]),
            ("a.return / 2", ["a", ".", "return", "/", "#"]),
            ("[1] / 2", ["[", "#", "]", "/", "#"]),
            ("`a`, `b${c}d${`e${f}`}g`", ["'a'", ",", "`b${", "c", "}d${", "`e${", "f", "}`", "}g`"]),
            ("`${{ a: 1 }}` / 2", ["`${", "{", "a", ":", "#", "}", "}`", "/", "#"]),
            ("'a\\x41\\u0042\\u{43}\\n\\q'", ["'aABC\nq'"]),
            ("'\\xzz\\u12'", ["'xzzu12'"]),
            ("'a\\\r\nb'", ["'ab'"]), ("'a\\\nb'", ["'ab'"]),
            ("\u{feff}a", ["a"]), ("a\u{2028}b\u{a0}c", ["a", "b", "c"]),
            ("#!x'\na", ["a"]), ("/[", ["#"]), ("/a\\", ["#"]), ("'a\\", ["'a'"]), ("`a${", ["`a${"]),
            ("<!-- x", ["<", "!", "--", "x"]),
        ] as [(String, [String])])
    func cuts(source: String, expected: [String]) {
        #expect(tokens(source) == expected)
    }

    @Test func everyPrefixOfASourceEnds() {
        let source = Array("a = /[/]/g + `x${'y\\n'}z` / { b: 1 } // c\n/* d */ require('e')\r\n\u{2028}é".utf8)
        for length in 0...source.count {
            let bytes = Array(source.prefix(length))
            for token in JavaScriptTokenizer.tokens(of: bytes) {
                #expect(token.start <= token.end && Int(token.end) <= bytes.count)
            }
            _ = ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true)
        }
    }

    @Test func wordsOfNoMeaningHaveNone() {
        let bytes = Array("requires".utf8)
        #expect(JavaScriptTokenizer.tokens(of: bytes).first?.word == nil)
        for word in JavaScriptWord.allCases {
            #expect(JavaScriptTokenizer.tokens(of: Array(word.rawValue.utf8)).first?.word == word)
        }
    }
}
