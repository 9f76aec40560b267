/// Cuts JavaScript into tokens, past comments, strings, templates and regular expressions (ECMA-262, "Lexical Grammar").
///
/// It never fails: what is not JavaScript becomes some tokens or other.
struct JavaScriptTokenizer {
    /// What a bracket was opened for; it decides what a `/` after its end is.
    private enum Bracket {
        case block
        case expression
        /// `(` after `if`, `while`, `for` or `with`: a statement follows.
        case condition
        /// `${` of a template.
        case substitution
    }

    let bytes: [UInt8]
    var index = 0
    var currentLine: Int32 = 1
    private var brackets: [Bracket] = []
    private var previous: JavaScriptToken?
    /// Whether a `/` now begins a regular expression.
    private var expectsOperand = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
        if byte(index) == UInt8(ascii: "#"), byte(index + 1) == UInt8(ascii: "!") { skipLine() }
    }

    /// All tokens of a source.
    static func tokens(of bytes: [UInt8]) -> [JavaScriptToken] {
        var tokenizer = JavaScriptTokenizer(bytes)
        var tokens: [JavaScriptToken] = []
        tokens.reserveCapacity(bytes.count / 4)
        while let token = tokenizer.next() { tokens.append(token) }
        return tokens
    }

    /// The next token; nil at the end.
    mutating func next() -> JavaScriptToken? {
        skipSpaceAndComments()
        guard index < bytes.count else { return nil }
        let token = readToken(bytes[index])
        previous = token
        return token
    }

    /// The byte at a place; 0 past the end.
    func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func readToken(_ first: UInt8) -> JavaScriptToken {
        let start = index
        let line = currentLine
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            expectsOperand = false
            let end = skipString(first)
            return JavaScriptToken(kind: .string, start: Int32(start + 1), end: Int32(end), line: line)
        case UInt8(ascii: "`"):
            index += 1
            return readTemplate(isStart: true)
        case UInt8(ascii: "/") where expectsOperand:
            skipRegularExpression()
            expectsOperand = false
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while Self.isWordByte(byte(index)) || byte(index) == UInt8(ascii: ".") { index += 1 }
            expectsOperand = false
        default:
            return Self.isWordByte(first) ? readWord() : readMark(first)
        }
        return JavaScriptToken(kind: .other, start: Int32(start), end: Int32(index), line: line)
    }

    private mutating func readWord() -> JavaScriptToken {
        let start = index
        var hash = JavaScriptWord.hashStart
        while index < bytes.count, Self.isWordByte(bytes[index]) {
            if bytes[index] >= 0xc2, lengthOfWideSpace != nil { break }
            hash = JavaScriptWord.hash(hash, bytes[index])
            index += 1
        }
        let word = JavaScriptWord.known(hash, bytes[start..<index])
        expectsOperand = !followsDot && word.map(Self.isBeforeExpression) ?? false
        return JavaScriptToken(
            kind: .word, word: word, start: Int32(start), end: Int32(index), line: currentLine, hash: hash)
    }

    private mutating func readMark(_ first: UInt8) -> JavaScriptToken {
        let start = index
        index += 1
        switch first {
        case UInt8(ascii: "("):
            brackets.append(opensCondition ? .condition : .expression)
            expectsOperand = true
        case UInt8(ascii: "["):
            brackets.append(.expression)
            expectsOperand = true
        case UInt8(ascii: "{"):
            brackets.append(opensBlock ? .block : .expression)
            expectsOperand = true
        case UInt8(ascii: ")"), UInt8(ascii: "]"):
            expectsOperand = brackets.popLast() == .condition
        case UInt8(ascii: "}"):
            switch brackets.popLast() {
            case .substitution: return readTemplate(isStart: false)
            case .block, nil: expectsOperand = true
            default: expectsOperand = false
            }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            // After `x++` a `/` divides, after `x +` it begins an operand: what comes before the pair decides.
            if byte(index) == first {
                index += 1
            } else {
                expectsOperand = true
            }
        default:
            expectsOperand = true
        }
        let isPair = index - start == 2
        return JavaScriptToken(
            kind: .mark, mark: isPair ? 0 : first, start: Int32(start), end: Int32(index), line: currentLine)
    }

    private var followsDot: Bool { previous?.mark == UInt8(ascii: ".") }

    private var opensCondition: Bool {
        switch previous?.word {
        case .if, .while, .for, .with: !wasProperty
        default: false
        }
    }

    /// Whether the word before is a property, as `if` of `a.if(b)` is.
    private var wasProperty: Bool {
        guard let previous else { return false }
        var place = Int(previous.start) - 1
        while place >= 0, bytes[place] <= 0x20 { place -= 1 }
        return place >= 0 && bytes[place] == UInt8(ascii: ".")
    }

    /// Whether a `{` here opens a block rather than an object.
    private var opensBlock: Bool {
        guard let previous else { return true }
        switch previous.kind {
        case .word:
            switch previous.word {
            case .else, .do, .try, .finally, .catch: return true
            default: return !expectsOperand
            }
        case .mark:
            switch previous.mark {
            case UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ">"):
                return true
            default: return false
            }
        default: return false
        }
    }

    /// Begins to read what follows `${`.
    mutating func enterSubstitution() {
        brackets.append(.substitution)
        expectsOperand = true
    }

    /// A template has ended: a `/` divides.
    mutating func leaveTemplate() { expectsOperand = false }

    private static func isBeforeExpression(_ word: JavaScriptWord) -> Bool {
        switch word {
        case .return, .typeof, .case, .in, .of, .delete, .void, .throw, .new, .instanceof, .else, .do, .yield, .await,
            .default, .extends:
            true
        default: false
        }
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "#"), 0x80...0xff:
            true
        default: false
        }
    }
}
