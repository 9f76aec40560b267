import ProvisioningDomain

/// Makes the archive of one package, with the help of the cache if there is one.
struct PackageWriting {
    /// The part of the cache that is for what is packaged.
    struct Slot {
        var cache: PackageCache
        var name: String
        /// What tells this build of the program from others.
        var program: FileIdentity?
        /// What the package is made from.
        var inputs: PackageInputs
    }

    /// What is to be written.
    struct Content {
        /// The members in the order of their names' bytes.
        var items: [ArchiveItem]
        /// The path in the package of the file that starts the server.
        var entry: String
        /// What the user is to be told.
        var warnings: [String]
    }

    let destination: String
    let threads: Int
    /// When the walk began, in nanoseconds since 1970.
    let started: Int64
    private let root: String
    private let slot: Slot?
    private var index: CacheIndex?
    private var believesIdentities = true
    /// What identifies what is kept of the scripts.
    private var scansDigest: ContentDigest?

    /// - Parameters:
    ///   - root: the canonical package root.
    ///   - slot: nil to work without a cache.
    init(destination: String, threads: Int, started: Int64, root: String, slot: Slot?) {
        self.destination = destination
        self.threads = threads
        self.started = started
        self.root = root
        self.slot = slot
        index = slot.flatMap { $0.cache.index($0.name) }
    }

    /// The package of the last run, when it was made from the same: it is in the destination then.
    mutating func unchanged() -> PackagedArtifact? {
        guard let slot, let index, index.isSettled, index.inputs == slot.inputs.digest else { return nil }
        guard CachedMembers.holds(index, of: Array(index.entries.indices), seed: seed) else {
            believesIdentities = false
            return nil
        }
        let artifact = artifact(
            index.sha256, index.size, index.entries.map(\.size), entry: index.entry, warnings: index.warnings)
        guard
            FileDigest.isFile(artifact.path, sha256: index.sha256, size: index.size)
                || slot.cache.handOut(slot.name, index, as: artifact.path)
        else { return nil }
        slot.cache.touch(slot.name)
        return artifact
    }

    /// What to write, when nothing changed since the last run that decides on what goes in; nil when it has to be decided.
    ///
    /// - Parameters:
    ///   - listings: the directories that were looked at in this run.
    ///   - scans: what scripts are known to say.
    ///   - bridge: the members that the packager adds, for the path of the file that starts the server.
    func repeated(
        _ listings: DirectoryListings, _ scans: ModuleScans, bridge: (String) -> [(path: String, bytes: [UInt8])]
    ) throws -> Content? {
        guard believesIdentities, let slot, let index, let structure = index.structure,
            structure == slot.inputs.structure, let stored = scans.stored, index.scans == stored.digest
        else { return nil }
        let bridge = bridge(index.entry)
        let selection = RepeatedSelection(index: index, listings: listings, scans: scans)
        guard let files = try selection.files(added: Set(bridge.map(\.path))) else { return nil }
        scans.keepsStored = true
        return Content(items: ArchiveItem.merged(files, bridge), entry: index.entry, warnings: index.warnings)
    }

    /// Writes a package.
    ///
    /// - Throws: as ``NodePackager/package(_:)``; nothing is left behind then.
    mutating func write(_ content: Content) throws -> PackagedArtifact {
        AtomicFile.removeLeftovers(in: destination, now: FileSystem.now())
        let file = try AtomicFile(in: destination)
        let written = try write(content.items, to: file)
        let sha256 = try file.digest()
        try file.commit(as: ArtifactName.file(sha256))
        let artifact = artifact(
            sha256, file.size, written.map(\.record.size), entry: content.entry,
            warnings: content.warnings)
        if let slot {
            let new = CacheIndex(
                inputs: slot.inputs.digest, root: root, isSettled: slot.inputs.isSettled,
                structure: slot.inputs.structureIsSettled ? slot.inputs.structure : nil, scans: scansDigest,
                sha256: sha256,
                size: file.size, entry: content.entry, warnings: content.warnings,
                entries: zip(content.items, written).map(cacheEntry))
            slot.cache.save(new, slot.name, archive: artifact.path, now: started)
        }
        return artifact
    }

    private mutating func write(_ items: [ArchiveItem], to file: AtomicFile) throws -> [ArchiveWriter.Written] {
        // The index of the next takes as much memory.
        defer { index = nil }
        var writer = ArchiveWriter(items, to: file, threads: threads, cached: cachedMembers())
        return try writer.write()
    }

    /// What scripts are known to say, from the last run as far as the system's word on files is believed.
    ///
    /// - Parameter isComplete: whether more than the modules that are loaded by literal names is wanted.
    func scans(isComplete: Bool) -> ModuleScans {
        var stored: StoredScans?
        if believesIdentities, let slot, let program = slot.program { stored = slot.cache.scans(slot.name, program) }
        if stored?.hold(seed: seed, isComplete: isComplete) == false { stored = nil }
        return ModuleScans(threads: threads, isComplete: isComplete, stored: stored)
    }

    /// Keeps for the next run what scripts say.
    mutating func save(_ scans: ModuleScans) {
        scansDigest = scans.stored?.digest
        guard let slot, let program = slot.program, let settled = scans.news(before: started) else { return }
        scansDigest = slot.cache.save(settled, slot.name, program)
    }

    private var seed: UInt64 { UInt64(bitPattern: started) / 1000 }

    private func cachedMembers() -> CachedMembers? {
        guard let slot, let (name, index) = index.map({ (slot.name, $0) }) ?? slot.cache.latestIndex(),
            let pack = slot.cache.pack(name, index)
        else { return nil }
        return CachedMembers(index: index, pack: pack, seed: seed, believesIdentities: believesIdentities)
    }

    private func cacheEntry(_ item: ArchiveItem, _ written: ArchiveWriter.Written) -> CacheEntry {
        let identity = item.file?.identity.flatMap { $0.isSettled(before: started) ? $0 : nil }
        let location = item.file.map { $0.isInPlace ? "" : $0.location } ?? ""
        return CacheEntry(
            name: item.name, location: location,
            size: written.record.size, identity: identity,
            digest: written.digest, crc32: written.record.crc32, method: written.record.method,
            dataOffset: written.dataOffset, compressedSize: written.record.compressedSize, checksum: written.checksum)
    }

    private func artifact(
        _ sha256: String, _ size: UInt64, _ members: [UInt64], entry: String, warnings: [String]
    ) -> PackagedArtifact {
        PackagedArtifact(
            path: Path.join(destination, ArtifactName.file(sha256)), sha256: sha256, size: size,
            unpackedSize: members.reduce(0, +), entryCount: members.count, entry: entry, handler: BridgeFiles.handler,
            warnings: warnings)
    }
}
