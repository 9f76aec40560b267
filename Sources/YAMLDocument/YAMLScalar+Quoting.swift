extension YAMLScalar {
    /// Text as a YAML scalar that every YAML 1.1 and 1.2 reader takes for this very string: plain when that is certain,
    /// else double-quoted (YAML 1.2.2, section 7.3.1).
    package static func quoted(_ text: String) -> String {
        if isSafePlain(text) { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result += mustEscape(scalar) ? escaped(scalar) : String(Character(scalar))
            }
        }
        return result + "\""
    }

    /// Whether no reader could see anything but a string: letters, digits and a few signs, beginning with a letter, `/` or
    /// `./`, and no word or number of YAML 1.1 or 1.2.
    private static func isSafePlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.last != 0x3A else { return false }
        let isPath = text.hasPrefix("./") || text.hasPrefix("../")
        guard isLetter(first) || first == 0x2F || isPath else { return false }
        guard bytes.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || "_./:+=@-".utf8.contains($0) }) else {
            return false
        }
        return !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 }

    /// Characters that are not printable in YAML, or that some readers take for a line break or drop.
    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value < 0x100 ? 2 : 4
        return (width == 2 ? "\\x" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
    }
}
