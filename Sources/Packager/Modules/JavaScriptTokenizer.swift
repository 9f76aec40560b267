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

    private static let wordsBeforeExpressions: Set<String> = [
        "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "instanceof", "else", "do", "yield",
        "await", "default", "extends",
    ]
    private static let wordsBeforeConditions: Set<String> = ["if", "while", "for", "with"]
    private static let wordsBeforeBlocks: Set<String> = ["else", "do", "try", "finally", "catch"]

    private let bytes: [UInt8]
    private var index = 0
    private var brackets: [Bracket] = []
    private var previous: JavaScriptToken?
    /// Whether a `/` now begins a regular expression.
    private var expectsOperand = true
    /// The line of the token that was read last, counted from 1.
    private(set) var line = 1
    private var currentLine = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0x23, 0x21]) { skipLine() }
    }

    /// The next token; nil at the end.
    mutating func next() -> JavaScriptToken? {
        skipSpaceAndComments()
        line = currentLine
        guard index < bytes.count else { return nil }
        let token = readToken(bytes[index])
        previous = token
        return token
    }

    private mutating func readToken(_ byte: UInt8) -> JavaScriptToken {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            expectsOperand = false
            return .string(readString(byte))
        case UInt8(ascii: "`"):
            index += 1
            return readTemplate()
        case UInt8(ascii: "/") where expectsOperand:
            skipRegularExpression()
            expectsOperand = false
            return .other
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while index < bytes.count, Self.isWordByte(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
            expectsOperand = false
            return .other
        default:
            return Self.isWordByte(byte) ? readWord() : readMark(byte)
        }
    }

    private mutating func readWord() -> JavaScriptToken {
        let start = index
        while index < bytes.count, Self.isWordByte(bytes[index]) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        expectsOperand = previous != .mark(UInt8(ascii: ".")) && Self.wordsBeforeExpressions.contains(word)
        return .word(word)
    }

    private mutating func readMark(_ byte: UInt8) -> JavaScriptToken {
        index += 1
        switch byte {
        case UInt8(ascii: "("):
            var isCondition = false
            if case .word(let word)? = previous { isCondition = Self.wordsBeforeConditions.contains(word) }
            brackets.append(isCondition ? .condition : .expression)
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
            case .substitution: return readTemplate()
            case .block, nil: expectsOperand = true
            default: expectsOperand = false
            }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            // After `x++` a `/` divides, after `x +` it begins an operand: what comes before the pair decides.
            if index < bytes.count, bytes[index] == byte {
                index += 1
            } else {
                expectsOperand = true
            }
        default:
            expectsOperand = true
        }
        return .mark(byte)
    }

    /// Whether a `{` here opens a block rather than an object.
    private var opensBlock: Bool {
        switch previous {
        case nil: true
        case .word(let word)?: Self.wordsBeforeBlocks.contains(word) || !expectsOperand
        case .mark(let mark)?:
            [UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ">")].contains(
                mark)
        default: false
        }
    }

    private mutating func skipSpaceAndComments() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                currentLine += 1
                index += 1
            } else if byte <= 0x20 {
                index += 1
            } else if byte == UInt8(ascii: "/"), peek == UInt8(ascii: "/") {
                skipLine()
            } else if byte == UInt8(ascii: "/"), peek == UInt8(ascii: "*") {
                skipBlockComment()
            } else {
                return
            }
        }
    }

    private var peek: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

    private mutating func skipLine() {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    }

    private mutating func skipBlockComment() {
        index += 2
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), peek == UInt8(ascii: "/") {
                index += 2
                return
            }
            if bytes[index] == UInt8(ascii: "\n") { currentLine += 1 }
            index += 1
        }
    }

    /// Reads a string; one without an end stops at the end of the line.
    private mutating func readString(_ quote: UInt8) -> String {
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != quote, bytes[index] != UInt8(ascii: "\n") {
            appendCharacter(to: &text)
        }
        if index < bytes.count, bytes[index] == quote { index += 1 }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a template from after its backtick or after a substitution's end.
    private mutating func readTemplate() -> JavaScriptToken {
        let isWhole = bytes[index - 1] == UInt8(ascii: "`")
        var text: [UInt8] = []
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "`") {
                index += 1
                expectsOperand = false
                return isWhole ? .string(String(decoding: text, as: UTF8.self)) : .other
            }
            if bytes[index] == UInt8(ascii: "$"), peek == UInt8(ascii: "{") {
                index += 2
                brackets.append(.substitution)
                expectsOperand = true
                return .other
            }
            appendCharacter(to: &text)
        }
        return .other
    }

    /// Takes one character of a string or template; an escape stands for the character after the backslash, which is all that paths use.
    private mutating func appendCharacter(to text: inout [UInt8]) {
        if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
        if bytes[index] == UInt8(ascii: "\n") { currentLine += 1 }
        text.append(bytes[index])
        index += 1
    }

    private mutating func skipRegularExpression() {
        index += 1
        var isInClass = false
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "/") where !isInClass: return
            default: break
            }
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "#"), 0x80...0xff:
            true
        default: false
        }
    }
}
