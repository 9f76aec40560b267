extension JSONParser {
    /// Reads a string at its opening quote.
    mutating func parseString() throws(JSONError) -> String {
        let opening = index
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = try string(from: bytes[start..<index], at: start)
                index += 1
                return text
            }
            if byte == 0x5C { return try parseEscapedString(opening: opening, start: start) }
            guard byte >= 0x20 else { throw error("a control character in a string must be escaped") }
            index += 1
        }
        throw error("the string has no closing quote", at: opening)
    }

    private func string(from slice: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error("the string is not valid UTF-8", at: offset)
        }
        return text
    }

    /// Reads on from the first backslash.
    private mutating func parseEscapedString(opening: Int, start: Int) throws(JSONError) -> String {
        var output = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let text = try string(from: output[...], at: start)
                index += 1
                return text
            case 0x5C:
                try parseEscape(into: &output)
            case 0..<0x20:
                throw error("a control character in a string must be escaped")
            default:
                output.append(byte)
                index += 1
            }
        }
        throw error("the string has no closing quote", at: opening)
    }

    private mutating func parseEscape(into output: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        guard index < bytes.count else { throw error("the string ends in an escape", at: start) }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\""), 0x5C, UInt8(ascii: "/"): output.append(letter)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try parseScalar(escapeAt: start)
            output += String(scalar).utf8
        default: throw error("unknown escape in a string", at: start)
        }
    }

    /// The code point after `\u`, of two escapes when the first is a high surrogate.
    private mutating func parseScalar(escapeAt start: Int) throws(JSONError) -> UnicodeScalar {
        let unit = try parseHexadecimal(escapeAt: start)
        var code = UInt32(unit)
        if (0xD800...0xDBFF).contains(unit), index + 1 < bytes.count, bytes[index] == 0x5C,
            bytes[index + 1] == UInt8(ascii: "u")
        {
            index += 2
            let low = try parseHexadecimal(escapeAt: start)
            guard (0xDC00...0xDFFF).contains(low) else { throw error("unpaired surrogate in a string", at: start) }
            code = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        }
        guard let scalar = UnicodeScalar(code) else { throw error("unpaired surrogate in a string", at: start) }
        return scalar
    }

    private mutating func parseHexadecimal(escapeAt start: Int) throws(JSONError) -> UInt16 {
        guard index + 4 <= bytes.count else { throw error("\\u needs four hexadecimal digits", at: start) }
        var value: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw error("\\u needs four hexadecimal digits", at: start)
            }
            value = value << 4 | UInt16(digit)
        }
        index += 4
        return value
    }
}
