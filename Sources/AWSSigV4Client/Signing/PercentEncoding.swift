/// Percent-encoding as AWS canonicalises it: all bytes but the unreserved ones of RFC 3986 section 2.3.
enum PercentEncoding {
    /// Appends `bytes`, encoded; the ASCII characters of `alsoKept` stay as they are.
    static func append(_ bytes: some Sequence<UInt8>, keeping alsoKept: String = "", to output: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved(byte) || alsoKept.utf8.contains(byte) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(upperHex(byte >> 4))
                output.append(upperHex(byte & 15))
            }
        }
    }

    /// The text encoded, `/` too, for one path segment or one query key or value.
    static func encode(_ text: String) -> String {
        var output = [UInt8]()
        append(text.utf8, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes with every valid escape replaced.
    ///
    /// A percent sign without two digits stays; a plus sign is an ordinary character.
    static func decode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var output = [UInt8]()
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            if byte == UInt8(ascii: "%"), let end = bytes.index(next, offsetBy: 2, limitedBy: bytes.endIndex),
                let high = hexValue(bytes[next]), let low = hexValue(bytes[bytes.index(after: next)])
            {
                output.append(high << 4 | low)
                index = end
            } else {
                output.append(byte)
                index = next
            }
        }
        return output
    }

    static func decode(_ text: String) -> String {
        String(decoding: decode(Array(text.utf8)), as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func upperHex(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? nibble + 48 : nibble + 55
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 65...70: digit - 55
        case 97...102: digit - 87
        default: nil
        }
    }
}
