/// Comments, strings, templates and regular expressions.
extension JavaScriptTokenizer {
    mutating func skipSpaceAndComments() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                currentLine += 1
                index += 1
            } else if byte <= 0x20 {
                index += 1
            } else if byte == UInt8(ascii: "/"), self.byte(index + 1) == UInt8(ascii: "/") {
                skipLine()
            } else if byte == UInt8(ascii: "/"), self.byte(index + 1) == UInt8(ascii: "*") {
                skipBlockComment()
            } else if byte >= 0xc2, let length = lengthOfWideSpace {
                index += length
            } else {
                return
            }
        }
    }

    /// Bytes of the white space or line end beyond ASCII that is here: U+00A0, U+FEFF, U+2028, U+2029.
    var lengthOfWideSpace: Int? {
        switch (bytes[index], byte(index + 1), byte(index + 2)) {
        case (0xc2, 0xa0, _): 2
        case (0xef, 0xbb, 0xbf), (0xe2, 0x80, 0xa8), (0xe2, 0x80, 0xa9): 3
        default: nil
        }
    }

    mutating func skipLine() {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    }

    private mutating func skipBlockComment() {
        index += 2
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), byte(index + 1) == UInt8(ascii: "/") {
                index += 2
                return
            }
            if bytes[index] == UInt8(ascii: "\n") { currentLine += 1 }
            index += 1
        }
    }

    /// Skips a string and answers where its text ends; one without an end stops at the end of the line.
    mutating func skipString(_ quote: UInt8) -> Int {
        index += 1
        while index < bytes.count, bytes[index] != quote, bytes[index] != UInt8(ascii: "\n") { skipCharacter() }
        let end = index
        if index < bytes.count, bytes[index] == quote { index += 1 }
        return end
    }

    /// Reads a template from after its backtick or after a substitution's end.
    mutating func readTemplate(isStart: Bool) -> JavaScriptToken {
        let start = index
        let line = currentLine
        while index < bytes.count, bytes[index] != UInt8(ascii: "`") {
            if bytes[index] == UInt8(ascii: "$"), byte(index + 1) == UInt8(ascii: "{") {
                let end = index
                index += 2
                enterSubstitution()
                return JavaScriptToken(
                    kind: isStart ? .templateStart : .templateMiddle, start: Int32(start), end: Int32(end), line: line)
            }
            skipCharacter()
        }
        let hasEnd = index < bytes.count
        let end = index
        if hasEnd { index += 1 }
        leaveTemplate()
        let kind: JavaScriptToken.Kind = !hasEnd ? .other : isStart ? .string : .templateEnd
        return JavaScriptToken(kind: kind, start: Int32(start), end: Int32(end), line: line)
    }

    /// Skips one character of a string or template; a backslash takes the next with it, and both bytes of a line end.
    private mutating func skipCharacter() {
        if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
            index += 1
            if bytes[index] == UInt8(ascii: "\r"), byte(index + 1) == UInt8(ascii: "\n") { index += 1 }
        }
        if bytes[index] == UInt8(ascii: "\n") { currentLine += 1 }
        index += 1
    }

    /// Skips a regular expression with its flags; one without an end stops at the end of the line.
    mutating func skipRegularExpression() {
        index += 1
        var isInClass = false
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where self.byte(index) != UInt8(ascii: "\n"): index += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "/") where !isInClass:
                while Self.isWordByte(self.byte(index)) { index += 1 }
                return
            default: break
            }
        }
        index = min(index, bytes.count)
    }
}
