import ZlibCompression

/// A member, or a block of one, as it was compressed.
struct DeflatedMember: Sendable {
    /// The checksum of the bytes uncompressed.
    var crc32: CRC32
    var method: ZipRecords.Method
    /// Bytes uncompressed.
    var size: Int
    /// Where its data is among the bytes of the result.
    var range: Range<Int>
    /// The checksum of that data.
    var checksum: CRC32
    /// What identifies its content.
    var digest: ContentDigest
    /// The entry of the cache that holds it; there is no data then.
    var known: Int?
}

/// What a job gives.
struct DeflateResult: Sendable {
    var bytes: [UInt8] = []
    var members: [DeflatedMember] = []
}
