/// What the text between the quotes of a string or template stands for (ECMA-262, "String Literals").
enum JavaScriptText {
    /// The value; an escape that is not one stands for its characters.
    static func value(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\") { appendEscape(&rest, to: &text) } else { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func appendEscape(_ rest: inout ArraySlice<UInt8>, to text: inout [UInt8]) {
        guard let byte = rest.popFirst() else { return }
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "v"): text.append(0x0b)
        case UInt8(ascii: "0"): text.append(0)
        case 0x0a: break
        case 0x0d: if rest.first == 0x0a { rest.removeFirst() }
        case UInt8(ascii: "x"): append(scalar(&rest, digits: 2), orElse: byte, to: &text)
        case UInt8(ascii: "u") where rest.first == UInt8(ascii: "{"):
            rest.removeFirst()
            let digits = rest.prefix { $0 != UInt8(ascii: "}") }.count
            append(scalar(&rest, digits: digits), orElse: byte, to: &text)
            if rest.first == UInt8(ascii: "}") { rest.removeFirst() }
        case UInt8(ascii: "u"): append(scalar(&rest, digits: 4), orElse: byte, to: &text)
        default: text.append(byte)
        }
    }

    private static func scalar(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Unicode.Scalar? {
        let number = UInt32(String(decoding: rest.prefix(digits), as: UTF8.self), radix: 16)
        guard rest.count >= digits, let scalar = number.flatMap(Unicode.Scalar.init) else { return nil }
        rest.removeFirst(digits)
        return scalar
    }

    private static func append(_ scalar: Unicode.Scalar?, orElse byte: UInt8, to text: inout [UInt8]) {
        if let scalar { text += Array(String(scalar).utf8) } else { text.append(byte) }
    }
}
