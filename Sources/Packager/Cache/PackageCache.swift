import Glibc
import ProvisioningDomain

/// The packages that were written last, for the next run: a directory that can be removed at any time.
///
/// Each server has a slot with three files: `<slot>.index`, the archive `<slot>-<beginning of its SHA-256>.zip`, and `<slot>.scans` with what
/// its scripts say. They appear whole or not at all, so that runs at the same time and runs that are killed do no harm; what is damaged is found and not used. Nothing in it can change
/// a package, and no failure here fails a run.
struct PackageCache {
    /// The most bytes that it keeps.
    private static let limit: UInt64 = 1 << 30

    private let directory: String

    /// The cache in a directory, which is made if need be; nil when it cannot be.
    init?(_ directory: String) {
        guard (try? FileSystem.makeDirectory(directory)) != nil, let path = FileSystem.canonicalPath(directory)
        else { return nil }
        self.directory = path
        let mark = Path.join(path, "CACHEDIR.TAG")
        if FileSystem.canonicalPath(mark) == nil {
            // https://bford.info/cachedir: backups leave such directories out; git does for the other file.
            try? write(Array("Signature: 8a477f597d28d172789f06886806bc55\n".utf8), as: "CACHEDIR.TAG")
            try? write(Array("*\n".utf8), as: ".gitignore")
        }
    }

    /// The name of the slot for what is packaged with these options.
    static func slot(_ options: [String]) throws -> String {
        var bytes = LittleEndianBytes()
        for option in options { bytes.append(option) }
        return String(try ContentDigest(of: bytes.bytes[...]).hex.prefix(16))
    }

    /// What is known of the last package in a slot; nil when nothing is.
    func index(_ slot: String) -> CacheIndex? {
        (try? FileSystem.contents(of: Path.join(directory, "\(slot).index"))).flatMap { CacheIndex($0) }
    }

    /// What scripts said in the last run of a slot; nil when nothing is known, or another build of the program wrote it.
    func scans(_ slot: String, _ program: FileIdentity) -> StoredScans? {
        (try? FileSystem.contents(of: Path.join(directory, "\(slot).scans"))).flatMap {
            StoredScans($0, program: program)
        }
    }

    /// Keeps what scripts say in place of what the slot knew of them; gives what identifies it, nil when it could not be kept.
    func save(_ scans: ScanRecords, _ slot: String, _ program: FileIdentity) -> ContentDigest? {
        guard let bytes = try? StoredScans.encoded(scans, program: program),
            (try? write(bytes, as: "\(slot).scans")) != nil
        else { return nil }
        return StoredScans.digest(of: bytes)
    }

    /// The index of the slot that was written last; nil when there is none.
    func latestIndex() -> (slot: String, index: CacheIndex)? {
        let latest = files().filter { $0.name.hasSuffix(".index") }.max { $0.used < $1.used }
        guard let latest else { return nil }
        let slot = String(latest.name.dropLast(".index".count))
        return index(slot).map { (slot, $0) }
    }

    /// The archive that an index of a slot describes; nil when it is not there.
    func pack(_ slot: String, _ index: CacheIndex) -> ArchivePack? {
        ArchivePack(Path.join(directory, Self.archive(slot, index)), size: index.size)
    }

    /// Makes the archive of a slot appear as a file of another directory, whole or not at all; whether it did.
    func handOut(_ slot: String, _ index: CacheIndex, as path: String) -> Bool {
        let archive = Path.join(directory, Self.archive(slot, index))
        return (try? Self.place(archive, at: path, ifIts: index)) == true
    }

    /// Notes that a slot was used.
    func touch(_ slot: String) {
        unsafe utimensat(AT_FDCWD, Path.join(directory, "\(slot).index"), nil, 0)
    }

    /// Keeps an archive that was written, and what is known of it, in place of what the slot held.
    func save(_ index: CacheIndex, _ slot: String, archive: String, now: Int64) {
        let name = Self.archive(slot, index)
        guard let bytes = try? index.encoded(), (try? Self.place(archive, at: Path.join(directory, name))) != nil,
            (try? write(bytes, as: "\(slot).index")) != nil
        else { return }
        let victims = CacheEviction.victims(
            among: files(), keeping: slot, archive: name, limit: Self.limit, now: now)
        for victim in victims { unsafe unlink(Path.join(directory, victim)) }
    }

    private static func archive(_ slot: String, _ index: CacheIndex) -> String {
        "\(slot)-\(index.sha256.prefix(16)).zip"
    }

    private func files() -> [CacheEviction.File] {
        guard let listing = try? DirectoryListing(of: directory) else { return [] }
        return listing.indices.compactMap { index in
            guard case .file(_, let size) = listing.kind(index) else { return nil }
            return CacheEviction.File(
                name: String(decoding: listing.name(index), as: UTF8.self), size: size,
                used: listing.identity(index).modified)
        }
    }

    /// Writes a file that appears only when it is whole.
    private func write(_ bytes: [UInt8], as name: String) throws {
        let made = try FileSystem.makeTemporaryFile(in: directory, prefix: CacheEviction.temporaryPrefix)
        defer { close(made.descriptor) }
        do {
            try FileSystem.write(bytes, to: made.descriptor, path: made.path)
            guard fchmod(made.descriptor, 0o644) == 0, unsafe rename(made.path, Path.join(directory, name)) == 0 else {
                throw FileSystem.failure("write", Path.join(directory, name))
            }
        } catch {
            unsafe unlink(made.path)
            throw error
        }
    }

    /// Makes a file appear at another path: the same file where that can be, else a copy.
    ///
    /// - Parameter index: what the file must be; nil for one that was just written.
    /// - Returns: whether it did; not when the file is not what it must be.
    @discardableResult
    private static func place(_ file: String, at path: String, ifIts index: CacheIndex? = nil) throws -> Bool {
        let made = try FileSystem.makeTemporaryFile(in: Path.directory(of: path), prefix: AtomicFile.temporaryPrefix)
        defer {
            close(made.descriptor)
            // Two names of one file: rename leaves both.
            unsafe unlink(made.path)
        }
        unsafe unlink(made.path)
        guard unsafe link(file, made.path) == 0 else { return try copy(file, to: path, ifIts: index) }
        if let index, !FileDigest.isFile(made.path, sha256: index.sha256, size: index.size) { return false }
        guard unsafe rename(made.path, path) == 0 else { throw FileSystem.failure("write", path) }
        return true
    }

    private static func copy(_ file: String, to path: String, ifIts index: CacheIndex?) throws -> Bool {
        let copy = try AtomicFile(in: Path.directory(of: path))
        let source = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw FileSystem.failure("read", file) }
        defer { close(source) }
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = try FileSystem.read(source, at: copy.size, piece.count, into: &piece, path: file)
            if count == 0 { break }
            try copy.write(piece[..<count])
        }
        if let index, try copy.digest() != index.sha256 { return false }
        try copy.commit(as: Path.lastSegment(of: path))
        return true
    }
}
