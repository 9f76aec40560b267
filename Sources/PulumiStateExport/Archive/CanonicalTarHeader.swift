/// The headers that Go's archive/tar writes for the entries of Pulumi's canonical archive: mode 0600, every time and
/// owner zero.
///
/// Pure.
package enum CanonicalTarHeader {
    /// Length of a block in bytes.
    package static let blockSize = 512
    private static let nameSize = 100
    private static let prefixSize = 155
    /// The largest size that eleven octal digits hold.
    private static let largestOctalSize = 0o77_777_777_777

    /// The header of a file: one block, or with a PAX record (POSIX.1-2001) three and more when the name is long or not ASCII, or
    /// the file has 8 GiB.
    package static func blocks(name: String, size: Int) -> [UInt8] {
        let bytes = Array(name.utf8)
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        let parts = bytes.count <= nameSize && isASCII ? ([], bytes) : split(bytes, isASCII: isASCII)
        if let (prefix, rest) = parts, size <= largestOctalSize {
            return block(name: rest, prefix: prefix, mode: "0000600", size: size, type: "0", hasDevice: true)
        }
        var records: [UInt8] = []
        if parts.map({ !$0.0.isEmpty }) ?? true { records += record("path", bytes) }
        if size > largestOctalSize { records += record("size", Array(String(size).utf8)) }
        let slash = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let recordName = ascii(bytes[..<slash]) + Array("PaxHeaders.0/".utf8) + ascii(bytes[slash...])
        return block(
            name: truncated(recordName), prefix: [], mode: "0000000", size: records.count, type: "x", hasDevice: false)
            + padded(records)
            + block(
                name: truncated(ascii(bytes[...])), prefix: [], mode: "0000600",
                size: size > largestOctalSize ? 0 : size, type: "0", hasDevice: true)
    }

    /// The zeros that fill the last block of a file.
    package static func padding(size: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (blockSize - size % blockSize) % blockSize)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + padding(size: bytes.count) }

    /// Go's `splitUSTARPath`: the longest prefix that leaves a name of at most 100 bytes.
    private static func split(_ name: [UInt8], isASCII: Bool) -> ([UInt8], [UInt8])? {
        guard isASCII else { return nil }
        let slash = UInt8(ascii: "/")
        guard let index = name[..<min(name.count, prefixSize + 1)].lastIndex(of: slash), index > 0 else { return nil }
        let rest = name.count - index - 1
        guard rest > 0, rest <= nameSize, index <= prefixSize else { return nil }
        return (Array(name[..<index]), Array(name[(index + 1)...]))
    }

    private static func ascii(_ bytes: ArraySlice<UInt8>) -> [UInt8] { bytes.filter { $0 < 0x80 && $0 != 0 } }

    private static func truncated(_ name: [UInt8]) -> [UInt8] {
        var name = Array(name.prefix(nameSize))
        while name.last == UInt8(ascii: "/") { name.removeLast() }
        return name
    }

    /// `<length> <key>=<value>` and a newline; the length counts itself.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = Array(" \(key)=".utf8) + value + [0x0A]
        var length = body.count
        while String(length).utf8.count + body.count != length { length = String(length).utf8.count + body.count }
        return Array(String(length).utf8) + body
    }

    private static func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }

    private static func block(
        name: [UInt8], prefix: [UInt8], mode: String, size: Int, type: Character, hasDevice: Bool
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
        }
        put(name, at: 0)
        put(mode.utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put("        ".utf8, at: 148)
        put(String(type).utf8, at: 156)
        put("ustar\0".utf8, at: 257)
        put("00".utf8, at: 263)
        if hasDevice {
            put("0000000".utf8, at: 329)
            put("0000000".utf8, at: 337)
        }
        put(prefix, at: 345)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + [0], at: 148)
        return block
    }
}
