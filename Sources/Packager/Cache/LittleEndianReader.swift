/// Takes integers, least significant byte first, and texts from bytes; past the end it gives zeros and says so.
struct LittleEndianReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private(set) var isPastEnd = false

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Takes what follows a mark and the SHA-256 of it, as ``LittleEndianBytes/seal(after:)`` writes that; nil for anything else.
    ///
    /// - Returns: the reader, and the SHA-256.
    static func unsealed(_ file: [UInt8], after mark: [UInt8]) -> (reader: LittleEndianReader, digest: ContentDigest)? {
        let start = mark.count + 32
        guard file.count > start, file.starts(with: mark), let digest = try? ContentDigest(of: file[start...]),
            digest == ContentDigest(bytes: file[mark.count..<start])
        else { return nil }
        return (LittleEndianReader(file[start...]), digest)
    }

    /// Bytes that are left.
    var remaining: Int { bytes.endIndex - position }

    mutating func integer<Integer: FixedWidthInteger>() -> Integer {
        guard let range = take(MemoryLayout<Integer>.size) else { return 0 }
        return unsafe bytes[range].withUnsafeBytes { unsafe Integer(littleEndian: $0.loadUnaligned(as: Integer.self)) }
    }

    /// A text after its length.
    mutating func string() -> String {
        let count: UInt32 = integer()
        guard count > 0, let range = take(Int(count)) else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// What tells whether a file changed, after a byte that says whether there is any.
    mutating func identity() -> FileIdentity? {
        guard integer() as UInt8 == 1 else { return nil }
        return FileIdentity(
            device: integer(), inode: integer(), modified: Int64(bitPattern: integer()),
            changed: Int64(bitPattern: integer()))
    }

    /// Passes over a text after its length.
    mutating func skipString() {
        _ = take(Int(integer() as UInt32))
    }

    /// Passes over bytes; nil when there are fewer.
    mutating func skip(_ count: Int) -> Range<Int>? { take(count) }

    private mutating func take(_ count: Int) -> Range<Int>? {
        guard count <= remaining else {
            isPastEnd = true
            return nil
        }
        defer { position += count }
        return position..<position + count
    }
}

extension LittleEndianBytes {
    /// Appends what tells whether a file changed.
    mutating func append(_ identity: FileIdentity) {
        append(identity.device)
        append(identity.inode)
        append(UInt64(bitPattern: identity.modified))
        append(UInt64(bitPattern: identity.changed))
    }

    /// Appends the same after a byte that says whether there is any.
    mutating func append(_ identity: FileIdentity?) {
        append(UInt8(identity == nil ? 0 : 1))
        if let identity { append(identity) }
    }

    /// Puts the SHA-256 of all from 32 bytes after a place on into these 32 bytes.
    ///
    /// - Throws: `CryptoError` when libcrypto refuses SHA-256.
    mutating func seal(after start: Int) throws {
        var digest = LittleEndianBytes()
        try ContentDigest(of: bytes[(start + 32)...]).append(to: &digest)
        bytes.replaceSubrange(start..<start + 32, with: digest.bytes)
    }

    /// Appends a text after its length.
    mutating func append(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes += text.utf8
    }
}
