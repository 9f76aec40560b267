import OpenSSLCrypto

/// The SHA-256 of bytes, small and quick to compare.
package struct ContentDigest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest of `bytes`.
    ///
    /// - Throws: `CryptoError` when libcrypto refuses SHA-256.
    package init(of bytes: ArraySlice<UInt8>) throws {
        var hasher = try SHA256Hasher()
        try hasher.update(bytes)
        self.init(bytes: try hasher.finalize())
    }

    /// The digest whose 32 bytes these are.
    package init(bytes: some Collection<UInt8>) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (position, byte) in bytes.prefix(32).enumerated() {
            words[position / 8] |= UInt64(byte) << UInt64(position % 8 * 8)
        }
        self.init((words[0], words[1], words[2], words[3]))
    }

    /// The digest whose bytes these four little-endian numbers hold.
    package init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// The digest of a long content from those of its blocks.
    package init(ofBlocks digests: [ContentDigest]) throws {
        var bytes: [UInt8] = []
        for digest in digests { digest.append(to: &bytes) }
        try self.init(of: bytes[...])
    }

    /// Appends the 32 bytes.
    package func append(to bytes: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }

    /// In lower-case hexadecimal digits.
    package var hex: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return hexString(bytes)
    }

    package static func == (left: ContentDigest, right: ContentDigest) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        // It is evenly spread already.
        hasher.combine(words.0)
    }
}
