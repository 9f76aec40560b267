/// Checks UTF-8 a piece at a time and refuses at the first byte that cannot belong to a text (RFC 3629 section 4).
package struct UTF8Validator: Sendable, Equatable {
    /// Bytes of the current character that are still to come.
    private var missing = 0
    /// What the next byte may be: the first continuation of some characters is narrower than the others.
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    package init() {}

    /// Whether the text so far ends with a whole character.
    package var isComplete: Bool { missing == 0 }

    /// Takes bytes in.
    ///
    /// - Returns: false as soon as the text cannot be UTF-8 any more.
    package mutating func accept(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes {
            if missing > 0 {
                guard byte >= lower, byte <= upper else { return false }
                (lower, upper) = (0x80, 0xBF)
                missing -= 1
                continue
            }
            switch byte {
            case 0x00...0x7F: break
            case 0xC2...0xDF: missing = 1
            case 0xE0: (missing, lower) = (2, 0xA0)
            case 0xED: (missing, upper) = (2, 0x9F)
            case 0xE1...0xEF: missing = 2
            case 0xF0: (missing, lower) = (3, 0x90)
            case 0xF4: (missing, upper) = (3, 0x8F)
            case 0xF1...0xF3: missing = 3
            default: return false
            }
        }
        return true
    }
}
