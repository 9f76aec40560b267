/// Base 64 with the standard alphabet and padding (RFC 4648 section 4).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// Value of each letter; 255 for bytes that are none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The text of bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let second = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            let group = UInt32(bytes[index]) << 16 | UInt32(second) << 8 | UInt32(third)
            output.append(alphabet[Int(group >> 18)])
            output.append(alphabet[Int(group >> 12 & 63)])
            output.append(index + 1 < bytes.count ? alphabet[Int(group >> 6 & 63)] : padding)
            output.append(index + 2 < bytes.count ? alphabet[Int(group & 63)] : padding)
            index += 3
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes of a text; nil unless it is exactly what ``encode(_:)`` gives for them (no white space, padding present,
    /// unused bits zero).
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let input = Array(text.utf8)
        guard input.count.isMultiple(of: 4) else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(input.count / 4 * 3)
        for start in stride(from: 0, to: input.count, by: 4) {
            let isLast = start + 4 == input.count
            var padded = 0
            if isLast, input[start + 3] == padding { padded = input[start + 2] == padding ? 2 : 1 }
            var group: UInt32 = 0
            for offset in 0..<4 {
                let value = offset >= 4 - padded ? 0 : values[Int(input[start + offset])]
                guard value != 255 else { return nil }
                group = group << 6 | UInt32(value)
            }
            if padded == 2, group & 0xFFFF != 0 { return nil }
            if padded == 1, group & 0xFF != 0 { return nil }
            output.append(UInt8(group >> 16))
            if padded < 2 { output.append(UInt8(group >> 8 & 0xFF)) }
            if padded < 1 { output.append(UInt8(group & 0xFF)) }
        }
        return output
    }
}
