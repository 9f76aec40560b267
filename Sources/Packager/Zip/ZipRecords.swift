/// The records of a ZIP archive as bytes (PKWARE APPNOTE.TXT 6.3.10): pure, with nothing in them that depends on the machine or the time.
package enum ZipRecords {
    /// How a member's bytes are kept (APPNOTE 4.4.5).
    package enum Method: UInt16, Sendable {
        case stored = 0
        case deflated = 8
    }

    /// What the records say of one member.
    package struct Member: Sendable, Equatable {
        /// The path with `/` between its segments.
        package var name: String
        /// Whether the mode is 0755; otherwise 0644.
        package var isExecutable: Bool
        package var method: Method
        /// The checksum of the uncompressed bytes.
        package var crc32: UInt32
        package var compressedSize: UInt64
        package var size: UInt64
        /// Where the local header begins.
        package var offset: UInt64
    }

    /// Bit 11: names are UTF-8 (APPNOTE 4.4.4).
    private static let utf8Flag: UInt16 = 0x0800
    /// Midnight of 1 January 1980, the first time that the format knows (APPNOTE 4.4.6).
    private static let dosTime: UInt16 = 0
    private static let dosDate: UInt16 = 0x0021
    /// Made on UNIX by a version-3.0 writer, so that readers take the modes (APPNOTE 4.4.2).
    private static let madeBy: UInt16 = 0x031E
    private static let limit32 = UInt64(UInt32.max)
    private static let limit16 = UInt64(UInt16.max)

    /// The header before a member's bytes (APPNOTE 4.3.7).
    package static func localHeader(_ member: Member) -> [UInt8] {
        let isLarge = member.size >= limit32 || member.compressedSize >= limit32
        var extra = LittleEndianBytes()
        if isLarge {
            extra.append(UInt16(1))
            extra.append(UInt16(16))
            extra.append(member.size)
            extra.append(member.compressedSize)
        }
        var record = LittleEndianBytes()
        record.append(UInt32(0x0403_4b50))
        record.append(UInt16(isLarge ? 45 : 20))
        appendCommon(member, sizesAreInExtra: isLarge, to: &record)
        record.append(UInt16(extra.bytes.count))
        record.bytes += member.name.utf8
        return record.bytes + extra.bytes
    }

    /// The bytes of the header before a member's, which depend on its name and its size alone.
    package static func localHeaderSize(_ name: String, size: UInt64) -> Int {
        30 + name.utf8.count + (size >= limit32 ? 20 : 0)
    }

    /// The member's line in the central directory (APPNOTE 4.3.12).
    package static func centralHeader(_ member: Member) -> [UInt8] {
        let isLarge = member.size >= limit32 || member.compressedSize >= limit32
        let isFar = member.offset >= limit32
        var fields = LittleEndianBytes()
        if isLarge {
            fields.append(member.size)
            fields.append(member.compressedSize)
        }
        if isFar { fields.append(member.offset) }
        var extra = LittleEndianBytes()
        if !fields.bytes.isEmpty {
            extra.append(UInt16(1))
            extra.append(UInt16(fields.bytes.count))
            extra.bytes += fields.bytes
        }
        var record = LittleEndianBytes()
        record.append(UInt32(0x0201_4b50))
        record.append(madeBy)
        record.append(UInt16(isLarge || isFar ? 45 : 20))
        appendCommon(member, sizesAreInExtra: isLarge, to: &record)
        record.append(UInt16(extra.bytes.count))
        record.append(UInt16(0))  // comment
        record.append(UInt16(0))  // disk
        record.append(UInt16(0))  // internal attributes
        record.append(UInt32(member.isExecutable ? 0o100755 : 0o100644) << 16)
        record.append(isFar ? UInt32.max : UInt32(member.offset))
        return record.bytes + Array(member.name.utf8) + extra.bytes
    }

    /// What ends the archive, with the zip64 records when a number does not fit (APPNOTE 4.3.14 to 4.3.16).
    package static func end(count: UInt64, directorySize: UInt64, directoryOffset: UInt64) -> [UInt8] {
        var record = LittleEndianBytes()
        if count >= limit16 || directorySize >= limit32 || directoryOffset >= limit32 {
            record.append(UInt32(0x0606_4b50))
            record.append(UInt64(44))
            record.append(madeBy)
            record.append(UInt16(45))
            record.append(UInt32(0))
            record.append(UInt32(0))
            record.append(count)
            record.append(count)
            record.append(directorySize)
            record.append(directoryOffset)
            record.append(UInt32(0x0706_4b50))
            record.append(UInt32(0))
            record.append(directoryOffset + directorySize)
            record.append(UInt32(1))
        }
        record.append(UInt32(0x0605_4b50))
        record.append(UInt16(0))
        record.append(UInt16(0))
        record.append(UInt16(min(count, limit16)))
        record.append(UInt16(min(count, limit16)))
        record.append(UInt32(min(directorySize, limit32)))
        record.append(UInt32(min(directoryOffset, limit32)))
        record.append(UInt16(0))
        return record.bytes
    }

    private static func appendCommon(_ member: Member, sizesAreInExtra: Bool, to record: inout LittleEndianBytes) {
        record.append(utf8Flag)
        record.append(member.method.rawValue)
        record.append(dosTime)
        record.append(dosDate)
        record.append(member.crc32)
        record.append(sizesAreInExtra ? UInt32.max : UInt32(member.compressedSize))
        record.append(sizesAreInExtra ? UInt32.max : UInt32(member.size))
        record.append(UInt16(member.name.utf8.count))
    }
}
