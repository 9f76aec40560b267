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
        var reader = LittleEndianReader(Array(bytes)[...])
        self.init(from: &reader)
    }

    /// Reads what ``append(to:)`` wrote.
    init(from reader: inout LittleEndianReader) {
        words = (reader.integer(), reader.integer(), reader.integer(), reader.integer())
    }

    /// The digest of a long content from those of its blocks.
    package init(ofBlocks digests: [ContentDigest]) throws {
        var writer = LittleEndianBytes()
        for digest in digests { digest.append(to: &writer) }
        try self.init(of: writer.bytes[...])
    }

    /// Appends the 32 bytes.
    func append(to writer: inout LittleEndianBytes) {
        writer.append(words.0)
        writer.append(words.1)
        writer.append(words.2)
        writer.append(words.3)
    }

    /// In lower-case hexadecimal digits.
    package var hex: String {
        var writer = LittleEndianBytes()
        append(to: &writer)
        return hexString(writer.bytes)
    }

    package static func == (left: ContentDigest, right: ContentDigest) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        // It is evenly spread already.
        hasher.combine(words.0)
    }
}
