import ProvisioningDomain

/// Makes the archive of one package, with the help of the cache if there is one.
struct PackageWriting {
    let destination: String
    let threads: Int
    /// When the walk began, in nanoseconds since 1970.
    let started: Int64
    let inputs: PackageInputs?
    private let root: String
    private let slot: String
    private let cache: PackageCache?
    private let index: CacheIndex?
    private var believesIdentities = true

    /// - Parameters:
    ///   - root: the canonical package root.
    ///   - inputs: what it is made from; nil without a cache, which needs it.
    ///   - cache: nil to work without one.
    ///   - slot: the slot of the cache for what is packaged.
    init(
        destination: String, threads: Int, started: Int64, root: String, inputs: PackageInputs?, cache: PackageCache?,
        slot: String
    ) {
        self.destination = destination
        self.threads = threads
        self.started = started
        self.inputs = inputs
        self.root = root
        self.slot = slot
        self.cache = cache
        index = cache?.index(slot)
    }

    /// The package of the last run, when it was made from the same: it is in the destination then.
    mutating func unchanged() -> PackagedArtifact? {
        guard let cache, let index, let inputs, index.isSettled, index.inputs == inputs.digest else { return nil }
        guard CachedMembers.holds(index, of: Array(index.entries.indices), seed: seed) else {
            believesIdentities = false
            return nil
        }
        let path = Path.join(destination, "\(index.sha256).zip")
        guard
            FileDigest.isFile(path, sha256: index.sha256, size: index.size) || cache.handOut(slot, index, as: path)
        else { return nil }
        cache.touch(slot)
        return artifact(index)
    }

    /// Writes a package.
    ///
    /// - Parameters:
    ///   - items: its members in the order of their names' bytes.
    ///   - entry: the path in it of the file that starts the server.
    ///   - warnings: what the user is to be told.
    /// - Throws: as ``NodePackager/package(_:)``; nothing is left behind then.
    func write(_ items: [ArchiveItem], entry: String, warnings: [String]) throws -> PackagedArtifact {
        let file = try AtomicFile(in: destination)
        var writer = ArchiveWriter(items, to: file, threads: threads, cached: cachedMembers())
        let written = try writer.write()
        let sha256 = try file.digest()
        try file.commit(as: "\(sha256).zip")
        let new = CacheIndex(
            inputs: try inputs?.digest ?? ContentDigest(of: []), root: root, isSettled: inputs?.isSettled ?? false,
            sha256: sha256, size: file.size, entry: entry, warnings: warnings,
            entries: zip(items, written).map(cacheEntry))
        let artifact = artifact(new)
        cache?.save(new, slot, archive: artifact.path, now: started)
        return artifact
    }

    private var seed: UInt64 { UInt64(bitPattern: started) / 1000 }

    private func cachedMembers() -> CachedMembers? {
        guard let cache, let (slot, index) = index.map({ (slot, $0) }) ?? cache.latestIndex(),
            let pack = cache.pack(slot, index)
        else { return nil }
        return CachedMembers(index: index, pack: pack, seed: seed, believesIdentities: believesIdentities)
    }

    private func cacheEntry(_ item: ArchiveItem, _ written: ArchiveWriter.Written) -> CacheEntry {
        let identity = item.file?.identity.flatMap { $0.isSettled(before: started) ? $0 : nil }
        let location = item.file?.location ?? ""
        return CacheEntry(
            name: item.name, location: location == Path.join(root, item.name) ? "" : location,
            size: written.record.size, identity: identity,
            digest: written.digest, crc32: written.record.crc32, method: written.record.method,
            dataOffset: written.dataOffset, compressedSize: written.record.compressedSize, checksum: written.checksum)
    }

    private func artifact(_ index: CacheIndex) -> PackagedArtifact {
        PackagedArtifact(
            path: Path.join(destination, "\(index.sha256).zip"), sha256: index.sha256, size: index.size,
            unpackedSize: index.entries.reduce(0) { $0 + $1.size }, entryCount: index.entries.count,
            entry: index.entry, handler: BridgeFiles.handler, warnings: index.warnings)
    }
}
