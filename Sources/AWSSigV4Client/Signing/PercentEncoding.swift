/// Percent-encoding as AWS canonicalises it: all bytes but the unreserved ones of RFC 3986 section 2.3.
enum PercentEncoding {
    /// What stays as it is beside the unreserved characters.
    enum Kept {
        case nothing, slash, slashAndPercent
    }

    /// Appends `bytes`, encoded.
    static func append(_ bytes: some Sequence<UInt8>, keeping kept: Kept = .nothing, to output: inout [UInt8]) {
        for byte in bytes { append(byte, keeping: kept, to: &output) }
    }

    /// Appends a text, encoded.
    static func append(_ text: String, keeping kept: Kept = .nothing, to output: inout [UInt8]) {
        if isEncoded(text.utf8.span, keeping: kept) {
            output += text.utf8
        } else {
            append(text.utf8, keeping: kept, to: &output)
        }
    }

    private static func isEncoded(_ bytes: Span<UInt8>, keeping kept: Kept) -> Bool {
        for index in bytes.indices where !stays(bytes[index], kept) { return false }
        return true
    }

    /// Whether a character is written as it is.
    private static func stays(_ byte: UInt8, _ kept: Kept) -> Bool {
        isUnreserved(byte) || kept != .nothing && byte == slash || kept == .slashAndPercent && byte == percent
    }

    /// Appends `bytes`, decoded and encoded once more, so that each character is encoded in the one way that AWS signs.
    static func appendAgain(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == percent, index + 2 < bytes.endIndex, let high = hexValue(bytes[index + 1]),
                let low = hexValue(bytes[index + 2])
            {
                append(high << 4 | low, to: &output)
                index += 3
            } else {
                append(byte, to: &output)
                index += 1
            }
        }
    }

    private static func append(_ byte: UInt8, keeping kept: Kept = .nothing, to output: inout [UInt8]) {
        if stays(byte, kept) {
            output.append(byte)
        } else {
            output.append(percent)
            output.append(upperHex(byte >> 4))
            output.append(upperHex(byte & 15))
        }
    }

    /// The text encoded, `/` too, for one path segment or one query key or value.
    static func encode(_ text: String) -> String {
        isEncoded(text.utf8.span, keeping: .nothing) ? text : encode(text.utf8)
    }

    /// The bytes encoded, as text.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var output = [UInt8]()
        append(bytes, to: &output)
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

private let percent = UInt8(ascii: "%")
private let slash = UInt8(ascii: "/")
