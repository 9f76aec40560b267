import Testing
import YAMLDocument

/// A node without places, written compactly: `{a: [1, "x"]}`.
private func outline(_ node: YAMLNode) -> String {
    switch node.content {
    case .sequence(let items): "[\(items.map(outline).joined(separator: ", "))]"
    case .mapping(let entries): "{\(entries.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", "))}"
    case .scalar(let scalar):
        switch scalar.value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .float(let number): "float \(number)"
        case .string(let text): "\"\(text)\""
        }
    }
}

@Suite struct YAMLDocumentTests {
    @Test(arguments: [
        ("", "null"),
        ("# only a comment\n", "null"),
        ("---\n...\n", "null"),
        ("a", "\"a\""),
        ("a: 1\nb: [x, 'y', \"z\\n\"]\n", "{a: 1, b: [\"x\", \"y\", \"z\n\"]}"),
        ("z: 1\na: 2\n", "{z: 1, a: 2}"),
        ("a: yes\nb: no\nc: on\nd: off\ne: y\n", "{a: \"yes\", b: \"no\", c: \"on\", d: \"off\", e: \"y\"}"),
        ("[true, True, false, FALSE, tRue]", "[true, true, false, false, \"tRue\"]"),
        ("[null, ~, Null, nil, ]", "[null, null, null, \"nil\"]"),
        ("[1, -1, +7, 0o17, 0xfF, 007, 0b1, 1_000]", "[1, -1, 7, 15, 255, 7, \"0b1\", \"1_000\"]"),
        (
            "[0x-1, 0o+7, 0x, 1e3, 1., .5, -.5, +1.5E-2]",
            "[\"0x-1\", \"0o+7\", \"0x\", float 1000.0, float 1.0, float 0.5, float -0.5, float 0.015]"
        ),
        ("[., 1e, 1.2.3, 12h, 1:30]", "[\".\", \"1e\", \"1.2.3\", \"12h\", \"1:30\"]"),
        ("[.inf, -.Inf, +.INF]", "[float inf, float -inf, float inf]"),
        ("[.nan]", "[float nan]"),
        ("[9223372036854775807, 9223372036854775808]", "[9223372036854775807, float 9.223372036854776e+18]"),
        ("['1', \"true\", 'null']", "[\"1\", \"true\", \"null\"]"),
        ("a: |\n  line 1\n  2\nb: >\n  folded\n  text\n", "{a: \"line 1\n2\n\", b: \"folded text\n\"}"),
        (
            "[!!str 1, ! 2, !!int '3', !!float 4, !!bool 'true', !!null '', !!float x]",
            "[\"1\", \"2\", 3, float 4.0, true, null, \"x\"]"
        ),
        ("!!map {a: !!seq [1]}", "{a: [1]}"),
        ("a: &x [1, 2]\nb: *x\nc: {d: *x}\n", "{a: [1, 2], b: [1, 2], c: {d: [1, 2]}}"),
        ("- &k key\n- {*k : 1}\n", "[\"key\", {key: 1}]"),
        ("- &a 1\n- &a 2\n- *a\n", "[1, 2, 2]"),
        ("\u{FEFF}a: ä€😀\n", "{a: \"ä€😀\"}"),
        ("<<: 1", "{<<: 1}"),
        ("{1: a, true: b}", "{1: \"a\", true: \"b\"}"),
    ])
    func reads(text: String, expected: String) throws {
        #expect(outline(try YAMLDocument.parse(Array(text.utf8))) == expected)
    }

    @Test func readsUTF16() throws {
        let bytes: [UInt8] = [0xFF, 0xFE] + "a: é".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(outline(try YAMLDocument.parse(bytes)) == "{a: \"é\"}")
    }

    @Test(arguments: [
        ("a: [1\n", "2:1: did not find expected ',' or ']' while parsing a flow sequence"),
        ("a: 1\n b: 2\n", "2:3: mapping values are not allowed in this context"),
        ("a:\n\t- 1\n", "2:1: found character that cannot start any token while scanning for the next token"),
        ("a: 1\na: 2\n", "2:1: key `a` is given twice; the first is at 1:1"),
        ("x:\n  ä: {k: 1, 'k': 2}\n", "2:13: key `k` is given twice; the first is at 2:7"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins; only one is allowed"),
        ("? [1]\n: 2\n", "1:3: a key must be text, not a list or a map"),
        ("a: *b\n", "1:4: alias *b names no anchor before it"),
        ("a: &a [*a]\n", "1:8: alias *a names a value that contains it"),
        ("a: !!binary aGk=\n", "1:4: tag tag:yaml.org,2002:binary is not supported"),
        ("a: !Ref b\n", "1:4: tag !Ref is not supported"),
        ("!x [1]\n", "1:1: tag !x is not supported"),
        ("!x {a: 1}\n", "1:1: tag !x is not supported"),
        ("a: 'x\n", "2:1: found unexpected end of stream while scanning a quoted scalar"),
        ("é: b\u{1}\n", "1:5: control characters are not allowed"),
    ])
    func refuses(text: String, message: String) {
        #expect(throws: YAMLError.self) { try YAMLDocument.parse(Array(text.utf8)) }
        do {
            _ = try YAMLDocument.parse(Array(text.utf8))
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        let error = #expect(throws: YAMLError.self) {
            try YAMLDocument.parse(Array("a: 1\nb: x".utf8) + [0xFF])
        }
        #expect(error?.description == "2:5: invalid leading UTF-8 octet")
    }

    @Test func limitsTheBytes() {
        let error = #expect(throws: YAMLError.self) {
            try YAMLDocument.parse(Array("abcdef".utf8), limits: YAMLLimits(bytes: 5))
        }
        #expect(error?.problem == "the text has 6 bytes; at most 5 are allowed")
    }

    @Test(arguments: [(64, true), (65, false), (5000, false)])
    func limitsTheDepth(depth: Int, isAllowed: Bool) {
        // The innermost list is the deepest node.
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect((try? YAMLDocument.parse(Array(text.utf8))) != nil || !isAllowed)
        #expect((try? YAMLDocument.parse(Array(text.utf8))) == nil || isAllowed)
    }

    @Test func countsTheDepthThroughAliases() {
        let error = #expect(throws: YAMLError.self) {
            try YAMLDocument.parse(Array("a: &x [[1]]\nb: [*x]\n".utf8), limits: YAMLLimits(depth: 4))
        }
        #expect(error?.description == "2:5: nested deeper than 4 levels")
    }

    @Test func refusesAnAliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse(Array(text.utf8)) }
        #expect(error?.problem == "more than 100000 values, aliases counted as what they name")
        #expect(error?.mark.line == 5)
    }

    @Test func knowsThePlaceOfEveryNode() throws {
        let root = try YAMLDocument.parse(Array("a:\n  - ü: {b: 2}\n  - 'c'\n".utf8))
        #expect(root.mark == YAMLMark(line: 1, column: 1))
        let list = try #require(root["a"])
        #expect(list.mark.description == "2:3")
        let entry = try #require(list.sequence?.first?.mapping?.first)
        #expect(entry.mark.description == "2:5")
        #expect(entry.value["b"]?.mark.description == "2:12")
        #expect(entry.value["c"] == nil)
        #expect(list.sequence?.last?.mark.description == "3:5")
        #expect(entry.mark > list.mark)
    }

    @Test func viewsOfANodeAreExclusive() throws {
        let scalar = try YAMLDocument.parse(Array("~".utf8))
        #expect(scalar.isNull && scalar.sequence == nil && scalar.mapping == nil)
        #expect(try YAMLDocument.parse(Array("[]".utf8)).scalar == nil)
    }

    /// Neither crashes nor hangs on any prefix or any changed byte of a document that uses every construct.
    @Test func survivesDamage() {
        let text = Array("a: &x [1, 'b', \"c\\u00e9\"]\nd: |\n  e\nf: {g: *x, ? h : !!str 1}\n---\n".utf8)
        for length in 0...text.count { _ = try? YAMLDocument.parse(Array(text.prefix(length))) }
        for index in text.indices {
            for byte in [UInt8(0), 0x26, 0x2A, 0x5B, 0x7D, 0xC3, 0xFF] {
                var damaged = text
                damaged[index] = byte
                _ = try? YAMLDocument.parse(damaged)
            }
        }
    }
}
