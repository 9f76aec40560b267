/// A strict recursive-descent JSON parser (RFC 8259) over bytes.
///
/// Of members with one name the last value is kept, as Go does. Invalid UTF-8, unpaired surrogates, a byte order mark, and
/// nesting beyond the limit are refused.
package struct JSONParser: Sendable {
    /// Levels of arrays and objects that are read unless told otherwise.
    package static let defaultMaximumDepth = 512

    let bytes: [UInt8]
    let maximumDepth: Int
    var index = 0
    private var depth = 0

    package init(_ bytes: [UInt8], maximumDepth: Int = JSONParser.defaultMaximumDepth) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// Reads one value and nothing after it but white space.
    package mutating func parseDocument() throws(JSONError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard index == bytes.count else { throw error("unexpected text after the end of the document") }
        return value
    }

    func error(_ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(message, at: offset ?? index, in: bytes)
    }

    private mutating func skipWhitespace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw error("unexpected end of the document, a value was expected") }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "{"): return .object(try parseObject())
        case UInt8(ascii: "["): return .array(try parseArray())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try parseNumber())
        default:
            throw error("unexpected \(name(of: bytes[index])), a value was expected")
        }
    }

    private func name(of byte: UInt8) -> String {
        if byte == UInt8(ascii: "'") { return "\"'\"" }
        return byte > 0x20 && byte < 0x7F
            ? "'\(String(UnicodeScalar(byte)))'" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
    }

    private mutating func expect(_ word: StaticString) throws(JSONError) {
        let start = index
        for letter in word.description.utf8 {
            guard index < bytes.count, bytes[index] == letter else {
                throw error("\(word) was expected", at: start)
            }
            index += 1
        }
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= maximumDepth else { throw error("nested deeper than \(maximumDepth) levels") }
        index += 1
        skipWhitespace()
    }

    private mutating func parseArray() throws(JSONError) -> [JSONValue] {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
            index += 1
            return elements
        }
        while true {
            elements.append(try parseValue())
            skipWhitespace()
            guard index < bytes.count else { throw error("unexpected end of the document in an array") }
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "]"):
                index += 1
                return elements
            case UInt8(ascii: ","):
                index += 1
                skipWhitespace()
            default:
                throw error("unexpected \(name(of: byte)), ',' or ']' was expected")
            }
        }
    }

    private mutating func parseObject() throws(JSONError) -> JSONObject {
        try enter()
        defer { depth -= 1 }
        var object = JSONObject()
        if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
            index += 1
            return object
        }
        while true {
            guard index < bytes.count else { throw error("unexpected end of the document in an object") }
            guard bytes[index] == UInt8(ascii: "\"") else {
                throw error("unexpected \(name(of: bytes[index])), a name in quotes was expected")
            }
            let key = try parseString()
            skipWhitespace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw error("':' was expected") }
            index += 1
            skipWhitespace()
            object[key] = try parseValue()
            skipWhitespace()
            guard index < bytes.count else { throw error("unexpected end of the document in an object") }
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "}"):
                index += 1
                return object
            case UInt8(ascii: ","):
                index += 1
                skipWhitespace()
            default:
                throw error("unexpected \(name(of: byte)), ',' or '}' was expected")
            }
        }
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index - start
    }

    private mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        let whole = skipDigits()
        guard whole > 0 else { throw error("a digit was expected") }
        guard whole == 1 || bytes[first] != UInt8(ascii: "0") else {
            throw error("a number must not start with 0", at: first)
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard skipDigits() > 0 else { throw error("a digit was expected after the point") }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard skipDigits() > 0 else { throw error("a digit was expected in the exponent") }
        }
        return JSONNumber(checkedText: String(decoding: bytes[start..<index], as: UTF8.self))
    }
}
