/// What scripts said in an earlier run, by what the system says of the files.
///
/// As a file: a mark with the version, the SHA-256 of what follows, what tells the build of the program that wrote it, how many there are,
/// and for each the file as the system knows it, the length of the rest, its place on disk, and what it says. Only what is asked for is read.
struct StoredScans {
    /// The beginning of the file; its number changes with the layout.
    private static let mark = Array("semantest-provision module scans 1\n".utf8)
    /// How many are looked at again although nothing says that their files changed.
    private static let sampleSize = 8
    /// The bytes of a file as the system knows it, of its size, of a flag and of a length.
    private static let smallestSize = 33 + 8 + 1 + 4

    let records: ScanRecords
    /// What identifies all of it.
    let digest: ContentDigest

    /// The scans in the bytes of a file; nil when there are none, or another build wrote them.
    init?(_ file: [UInt8], program: FileIdentity) {
        guard case (var reader, let digest)? = LittleEndianReader.unsealed(file, after: Self.mark) else { return nil }
        guard reader.identity() == program else { return nil }
        let count = Int(reader.integer() as UInt32)
        guard count <= reader.remaining / Self.smallestSize else { return nil }
        var places: [ModuleScans.Key: Range<Int>] = [:]
        places.reserveCapacity(count)
        for _ in 0..<count {
            guard let identity = reader.identity() else { return nil }
            let key = ModuleScans.Key(
                identity: identity, size: reader.integer(), collectsLiterals: reader.integer() as UInt8 == 1)
            guard let range = reader.skip(Int(reader.integer() as UInt32)) else { return nil }
            places[key] = range
        }
        if reader.isPastEnd || reader.remaining > 0 { return nil }
        records = ScanRecords(file, places)
        self.digest = digest
    }

    /// What identifies the scans in the bytes of a file.
    static func digest(of file: [UInt8]) -> ContentDigest { ContentDigest(bytes: file[mark.count..<mark.count + 32]) }

    /// The bytes of a file with scans.
    ///
    /// - Throws: `CryptoError` when libcrypto refuses SHA-256.
    static func encoded(_ records: ScanRecords, program: FileIdentity) throws -> [UInt8] {
        var writer = LittleEndianBytes(bytes: mark + [UInt8](repeating: 0, count: 32))
        writer.bytes.reserveCapacity(records.bytes.count + records.keys.count * smallestSize + 200)
        writer.append(Optional(program))
        writer.append(UInt32(records.keys.count))
        for key in records.keys {
            let record = records.record(key)
            writer.append(Optional(key.identity))
            writer.append(key.size)
            writer.append(UInt8(key.collectsLiterals ? 1 : 0))
            writer.append(UInt32(record.count))
            writer.bytes += record
        }
        try writer.seal(after: mark.count)
        return writer.bytes
    }

    /// Whether some of the files still say what they said: one that does not shows that the system's word on files is worth nothing here.
    ///
    /// - Parameters:
    ///   - seed: any number that differs from run to run.
    ///   - isComplete: what was looked for.
    func hold(seed: UInt64, isComplete: Bool) -> Bool {
        let keys = records.keys
        if keys.isEmpty { return true }
        let step = max(keys.count / Self.sampleSize, 1)
        var number = Int(seed % UInt64(step))
        var place = keys.index(keys.startIndex, offsetBy: min(number, keys.count - 1))
        while number < keys.count {
            if !holds(keys[place], isComplete: isComplete) { return false }
            number += step
            if number < keys.count { keys.formIndex(&place, offsetBy: step) }
        }
        return true
    }

    private func holds(_ key: ModuleScans.Key, isComplete: Bool) -> Bool {
        // What is another file by now is not asked for.
        guard let location = records.location(key), key.size <= 1 << 20,
            let status = try? FileSystem.status(of: location, followingLinks: false), status.identity == key.identity,
            case .file(_, key.size) = status.kind
        else { return true }
        let scan = try? ModuleScans.scan(
            location, isComplete: isComplete, collectsLiterals: key.collectsLiterals)
        return scan == records.scan(key)
    }
}
