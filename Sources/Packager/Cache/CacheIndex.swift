/// What is known of an archive that was written: what it was made from, and its members.
///
/// As a file: a mark with the version, the SHA-256 of what follows, and the fields in the order in which they stand here. A file that is
/// not whole, damaged or of another version is no index.
package struct CacheIndex: Sendable, Equatable {
    /// The beginning of the file.
    ///
    /// Its number changes with the layout, the deflate level and the block size.
    private static let mark = Array("semantest-provision package cache 3\n".utf8)

    /// What the archive was made from: all that the walk found, the options, and the program.
    package var inputs: ContentDigest
    /// The package root.
    package var root: String
    /// Whether a change of any input would show in ``inputs``: no file changed right before it was looked at.
    package var isSettled: Bool
    /// What decided on what went in, the contents of scripts apart; nil when a change of it might not show.
    package var structure: ContentDigest?
    /// What identifies what the scripts said; nil when that was not kept.
    package var scans: ContentDigest?
    /// The SHA-256 of the archive in lower-case hex.
    package var sha256: String
    /// Bytes of the archive.
    package var size: UInt64
    /// The path in the package of the file that starts the server.
    package var entry: String
    /// What the user was told.
    package var warnings: [String]
    /// The members in their order.
    package var entries: [CacheEntry]

    /// The bytes of the file.
    ///
    /// - Throws: `CryptoError` when libcrypto refuses SHA-256.
    package func encoded() throws -> [UInt8] {
        var writer = LittleEndianBytes(bytes: Self.mark + [UInt8](repeating: 0, count: 32))
        inputs.append(to: &writer)
        writer.append(root)
        writer.append(UInt8(isSettled ? 1 : 0))
        for digest in [structure, scans] {
            writer.append(UInt8(digest == nil ? 0 : 1))
            digest?.append(to: &writer)
        }
        writer.append(sha256)
        writer.append(size)
        writer.append(entry)
        writer.append(UInt32(warnings.count))
        for warning in warnings { writer.append(warning) }
        writer.append(UInt32(entries.count))
        for entry in entries { entry.append(to: &writer) }
        try writer.seal(after: Self.mark.count)
        return writer.bytes
    }

    /// The index in the bytes of a file; nil when there is none.
    package init?(_ file: [UInt8]) {
        guard var reader = LittleEndianReader.unsealed(file, after: Self.mark)?.reader else { return nil }
        inputs = ContentDigest(from: &reader)
        root = reader.string()
        isSettled = reader.integer() as UInt8 == 1
        structure = reader.integer() as UInt8 == 1 ? ContentDigest(from: &reader) : nil
        scans = reader.integer() as UInt8 == 1 ? ContentDigest(from: &reader) : nil
        sha256 = reader.string()
        size = reader.integer()
        entry = reader.string()
        // The digest says that these are the bytes that were written, not that they were written in this layout: no count is believed.
        let warningCount = Int(reader.integer() as UInt32)
        guard warningCount <= reader.remaining / 4 else { return nil }
        warnings = (0..<warningCount).map { _ in reader.string() }
        let count = Int(reader.integer() as UInt32)
        guard count <= reader.remaining / CacheEntry.smallestSize else { return nil }
        entries = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            guard let entry = CacheEntry(from: &reader) else { return nil }
            entries.append(entry)
        }
        if reader.isPastEnd || reader.remaining > 0 { return nil }
    }

    /// An index of these values.
    package init(
        inputs: ContentDigest, root: String, isSettled: Bool, structure: ContentDigest? = nil,
        scans: ContentDigest? = nil, sha256: String, size: UInt64, entry: String,
        warnings: [String],
        entries: [CacheEntry]
    ) {
        self.inputs = inputs
        self.root = root
        self.isSettled = isSettled
        self.structure = structure
        self.scans = scans
        self.sha256 = sha256
        self.size = size
        self.entry = entry
        self.warnings = warnings
        self.entries = entries
    }

    /// For each member of an archive to be, the position of the entry that holds its bytes, as far as the system says that the file did
    /// not change since.
    package func unchanged(_ items: [ArchiveItem]) -> [Int?] {
        var byName: [String: Int]?
        var next = 0
        return items.map { item in
            guard let file = item.file, let identity = file.identity else { return nil }
            // Both are in the same order, so that most often the next entry is the one.
            var position = next
            if position >= entries.count || entries[position].name != item.name {
                let names = byName ?? positionsByName()
                byName = names
                guard let found = names[item.name] else { return nil }
                position = found
            }
            next = position + 1
            let entry = entries[position]
            return entry.size == file.size && entry.identity == identity ? position : nil
        }
    }

    /// Where the file of an entry was, absolute.
    package func location(of entry: CacheEntry) -> String {
        entry.location.isEmpty ? Path.join(root, entry.name) : entry.location
    }

    /// The entries by what identifies their content.
    package func positionsByContent() -> [ContentDigest: Int] {
        Dictionary(entries.indices.map { (entries[$0].digest, $0) }) { first, _ in first }
    }

    private func positionsByName() -> [String: Int] {
        Dictionary(entries.indices.map { (entries[$0].name, $0) }) { first, _ in first }
    }

    /// Entries whose content is to be looked at although nothing says that it changed: others in each run, so that each is looked at
    /// some day.
    ///
    /// - Parameters:
    ///   - positions: those to choose from; files over 1 MB are not chosen.
    ///   - count: the most to choose.
    ///   - seed: any number that differs from run to run.
    package func sample(of positions: [Int], _ count: Int, seed: UInt64) -> [CacheEntry] {
        let candidates = positions.filter { entries[$0].identity != nil && entries[$0].size <= 1 << 20 }
        guard !candidates.isEmpty else { return [] }
        // Evenly spread from a place that the seed gives.
        let step = max(candidates.count / count, 1)
        let start = Int(seed % UInt64(candidates.count))
        return (0..<min(count, candidates.count)).map { entries[candidates[(start + $0 * step) % candidates.count]] }
    }
}
