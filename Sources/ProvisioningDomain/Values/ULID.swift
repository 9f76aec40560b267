/// A universally unique, lexicographically sortable identifier (github.com/ulid/spec): 48 bits of milliseconds, 80 of randomness.
public struct ULID: Sendable, Hashable, CustomStringConvertible {
    /// 26 characters of Crockford's base 32.
    public let description: String

    /// Makes an identifier.
    ///
    /// - Parameters:
    ///   - time: its moment; milliseconds count.
    ///   - random: ten random bytes; missing ones count as zero.
    public init(time: Timestamp, random: [UInt8]) {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var text: [Character] = []
        let milliseconds = UInt64(max(0, time.milliseconds))
        for shift in stride(from: 45, through: 0, by: -5) {
            text.append(alphabet[Int(milliseconds >> UInt64(shift) & 31)])
        }
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for index in 0..<10 {
            buffer = (buffer << 8 | UInt32(random.indices.contains(index) ? random[index] : 0)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> bits & 31)])
            }
        }
        description = String(text)
    }
}
