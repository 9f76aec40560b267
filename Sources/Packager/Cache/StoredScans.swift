/// What scripts said in an earlier run, by what the system says of the files.
///
/// As a file: a mark with the version, the SHA-256 of what follows, what tells the build of the program that wrote it, how many there are,
/// and for each the file as the system knows it, the length of the rest, its path in the package, its place on disk, and what it says. Only
/// what is asked for is read.
struct StoredScans {
    /// The beginning of the file; its number changes with the layout.
    private static let mark = Array("semantest-provision module scans 1\n".utf8)
    /// How many are looked at again although nothing says that their files changed.
    static let sampleSize = 8

    private let bytes: [UInt8]
    private let places: [ModuleScans.Key: Range<Int>]

    /// The scans in the bytes of a file; nil when there are none, or another build wrote them.
    init?(_ file: [UInt8], program: FileIdentity) {
        let start = Self.mark.count + 32
        guard file.count > start, file.starts(with: Self.mark),
            let digest = try? ContentDigest(of: file[start...]),
            digest == ContentDigest(bytes: file[Self.mark.count..<start])
        else { return nil }
        var reader = LittleEndianReader(file[start...])
        guard reader.identity() == program else { return nil }
        let count = Int(reader.integer() as UInt32)
        // Each takes at least its identity, its size, a flag and a length.
        guard count <= reader.remaining / 46 else { return nil }
        var places: [ModuleScans.Key: Range<Int>] = [:]
        places.reserveCapacity(count)
        for _ in 0..<count {
            guard let identity = reader.identity() else { return nil }
            let key = ModuleScans.Key(
                identity: identity, size: reader.integer(), collectsLiterals: reader.integer() as UInt8 == 1)
            guard let range = reader.skip(Int(reader.integer() as UInt32)) else { return nil }
            places[key] = range
        }
        if reader.remaining > 0 { return nil }
        bytes = file
        self.places = places
    }

    /// What a file said; nil when that is not known.
    func scan(_ key: ModuleScans.Key) -> ModuleScan? {
        guard let range = places[key] else { return nil }
        var reader = LittleEndianReader(bytes[range])
        _ = reader.string()
        _ = reader.string()
        let scan = ModuleScan(from: &reader)
        return reader.isPastEnd || reader.remaining > 0 ? nil : scan
    }

    /// The bytes of a file with scans.
    ///
    /// - Throws: `CryptoError` when libcrypto refuses SHA-256.
    static func encoded(_ scans: [ModuleScans.Key: ModuleScans.Known], program: FileIdentity) throws -> [UInt8] {
        var writer = LittleEndianBytes()
        writer.append(Optional(program))
        writer.append(UInt32(scans.count))
        for (key, known) in scans {
            writer.append(Optional(key.identity))
            writer.append(key.size)
            writer.append(UInt8(key.collectsLiterals ? 1 : 0))
            var content = LittleEndianBytes()
            content.append(known.file.path)
            content.append(known.file.location)
            known.scan.append(to: &content)
            writer.append(UInt32(content.bytes.count))
            writer.bytes += content.bytes
        }
        var file = LittleEndianBytes(bytes: mark)
        try ContentDigest(of: writer.bytes[...]).append(to: &file)
        return file.bytes + writer.bytes
    }

    /// Whether some of the files still say what they said: one that does not shows that the system's word on files is worth nothing here.
    ///
    /// - Parameters:
    ///   - seed: any number that differs from run to run.
    ///   - isComplete: what was looked for.
    func hold(seed: UInt64, isComplete: Bool) -> Bool {
        let keys = places.keys
        if keys.isEmpty { return true }
        let step = max(keys.count / Self.sampleSize, 1)
        var number = Int(seed % UInt64(step))
        var place = keys.startIndex
        keys.formIndex(&place, offsetBy: min(number, keys.count - 1))
        while number < keys.count {
            if !holds(keys[place], isComplete: isComplete) { return false }
            number += step
            if number < keys.count { keys.formIndex(&place, offsetBy: step) }
        }
        return true
    }

    private func holds(_ key: ModuleScans.Key, isComplete: Bool) -> Bool {
        guard let range = places[key] else { return true }
        var reader = LittleEndianReader(bytes[range])
        let path = reader.string()
        let location = reader.string()
        // What is another file by now is not asked for.
        guard let status = try? FileSystem.status(of: location, followingLinks: false), status.identity == key.identity,
            case .file(let isExecutable, key.size) = status.kind
        else { return true }
        let file = SourceFile(path: path, location: location, isExecutable: isExecutable, size: key.size)
        return (try? ModuleScans.scan(file, isComplete: isComplete)) == scan(key)
    }
}
