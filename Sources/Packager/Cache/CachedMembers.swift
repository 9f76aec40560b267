/// The members of an archive in the cache, for another.
struct CachedMembers {
    let index: CacheIndex
    let pack: ArchivePack
    /// Differs from run to run.
    let seed: UInt64
    /// Whether what the system says of files is believed; if not, each is read.
    var believesIdentities = true

    /// For each member, the position of the entry that holds its bytes, as far as that is known before files are read.
    ///
    /// Large files that the system calls changed are read here: a checkout gives new times to files that are the same.
    func unchanged(_ items: [ArchiveItem]) -> [Int?] {
        var result = believesIdentities ? index.unchanged(items) : items.map { _ in nil }
        if !Self.holds(index, of: result.compactMap { $0 }, seed: seed) { result = items.map { _ in nil } }
        let large = items.indices.filter { result[$0] == nil && items[$0].size > DeflateJob.blockSize }
        if large.isEmpty { return result }
        let entries = index.positionsByContent()
        let sizes = Set(index.entries.map(\.size))
        guard let worker = try? DeflateWorker([], known: [:]) else { return result }
        for position in large where sizes.contains(items[position].size) {
            guard let digest = try? worker.digest(of: items[position]) else { continue }
            result[position] = entries[digest]
        }
        return result
    }

    /// Whether some of the entries are what their files hold: one that is not shows that the system's word on files is worth nothing here.
    static func holds(_ index: CacheIndex, of positions: [Int], seed: UInt64) -> Bool {
        let sample = index.sample(of: positions, 16, seed: seed)
        if sample.isEmpty { return true }
        guard let worker = try? DeflateWorker([], known: [:]) else { return false }
        return sample.allSatisfy { entry in
            guard let bytes = try? FileSystem.contents(of: index.location(of: entry)), UInt64(bytes.count) == entry.size
            else { return false }
            return (try? worker.digest(of: ArchiveItem("", bytes))) == entry.digest
        }
    }
}
