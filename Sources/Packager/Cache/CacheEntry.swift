/// A member of an archive that was written: what tells whether its file changed, and where its compressed bytes are.
package struct CacheEntry: Sendable, Equatable {
    /// Its path in the archive.
    package var name: String
    /// Where the file was, absolute; empty when that was at its name below the package root.
    package var location: String
    /// Bytes uncompressed.
    package var size: UInt64
    /// What the system said of the file; nil for what the packager added, and for a file that changed so shortly before that another
    /// change might not show.
    package var identity: FileIdentity?
    /// What identifies its content.
    package var digest: ContentDigest
    /// The checksum of the bytes uncompressed.
    package var crc32: UInt32
    package var method: ZipRecords.Method
    /// Where its data begins in the archive.
    package var dataOffset: UInt64
    /// Bytes of the data.
    package var compressedSize: UInt64
    /// The checksum of the data.
    package var checksum: UInt32
}

extension CacheEntry {
    /// The fewest bytes that ``append(to:)`` writes.
    static let smallestSize = 4 + 4 + 8 + 1 + 32 + 4 + 2 + 8 + 8 + 4

    func append(to writer: inout LittleEndianBytes) {
        writer.append(name)
        writer.append(location)
        writer.append(size)
        writer.append(identity)
        digest.append(to: &writer)
        writer.append(crc32)
        writer.append(method.rawValue)
        writer.append(dataOffset)
        writer.append(compressedSize)
        writer.append(checksum)
    }

    /// Reads what ``append(to:)`` wrote; nil for anything else.
    init?(from reader: inout LittleEndianReader) {
        name = reader.string()
        location = reader.string()
        size = reader.integer()
        identity = reader.identity()
        digest = ContentDigest(from: &reader)
        crc32 = reader.integer()
        guard let method = ZipRecords.Method(rawValue: reader.integer()) else { return nil }
        self.method = method
        dataOffset = reader.integer()
        compressedSize = reader.integer()
        checksum = reader.integer()
        if reader.isPastEnd { return nil }
    }
}
