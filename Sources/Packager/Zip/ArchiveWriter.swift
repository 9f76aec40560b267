import ProvisioningDomain
import ZlibCompression

/// Writes a ZIP archive whose bytes depend only on the members' names, modes and contents.
///
/// Members go out in the order in which they are given. A member is deflated unless that makes it no smaller. Files are read and compressed
/// on several threads; what the cache holds is copied. Memory does not grow with the files.
package struct ArchiveWriter {
    /// What was written of a member.
    package struct Written: Sendable {
        package var record: ZipRecords.Member
        package var digest: ContentDigest
        /// The checksum of the data as it is in the archive.
        package var checksum: UInt32
        package var dataOffset: UInt64
    }

    /// The most bytes of files that are read and not yet written.
    private static let mostUnderWay = 8 << 20

    private let items: [ArchiveItem]
    private let file: AtomicFile
    private let threads: Int
    private let cached: CachedMembers?
    private var written: [Written] = []
    /// The results of a job for several members that are still to be written.
    private var batch: (bytes: [UInt8], members: ArraySlice<DeflatedMember>) = ([], [])
    /// Compresses on this thread what the cache turns out not to hold.
    private var spare: DeflateWorker?

    /// A writer of `items` into `file`.
    ///
    /// - Parameters:
    ///   - threads: how many threads compress.
    ///   - cached: what was compressed before.
    init(_ items: [ArchiveItem], to file: AtomicFile, threads: Int, cached: CachedMembers? = nil) {
        self.items = items
        self.file = file
        self.threads = threads
        self.cached = cached
        written.reserveCapacity(items.count)
    }

    /// Writes the archive.
    ///
    /// - Throws: a `ProvisioningError` for a name that does not fit, a file that cannot be read or changed since the walk;
    ///   `CancellationError`.
    package mutating func write() throws -> [Written] {
        for item in items where item.name.utf8.count > Int(UInt16.max) {
            throw ProvisioningError(
                .configuration, code: "NameTooLong",
                "a path of \(item.name.utf8.count) bytes does not fit into a zip: \(item.name)",
                hint: "Shorten it, or leave it out with \(IgnoreRules.fileName).")
        }
        let items = items
        let reusable = cached?.unchanged(items) ?? items.map { _ in nil }
        let needed = items.indices.filter { reusable[$0] == nil }
        let jobs = DeflateJob.all(for: needed) { items[$0].size }
        let known = needed.isEmpty ? [:] : cached?.index.positionsByContent() ?? [:]
        try OrderedPool<DeflateResult>.run(
            jobs: jobs.count, threads: threads, limit: Self.mostUnderWay,
            weight: { jobs[$0].weight { items[$0].size } },
            worker: {
                let worker = try DeflateWorker(items, known: known)
                return { try worker.perform(jobs[$0]) }
            }
        ) { next in
            for position in items.indices {
                try Task.checkCancellation()
                try write(position, reusable[position], next)
            }
        }
        try finish()
        return written
    }

    private mutating func write(_ position: Int, _ entry: Int?, _ next: () throws -> DeflateResult) throws {
        if let entry {
            if try copy(entry, as: position) { return }
            return try compressHere(position)
        }
        if items[position].size > DeflateJob.blockSize { return try writeLarge(position, next) }
        if batch.members.isEmpty {
            let result = try next()
            batch = (result.bytes, result.members[...])
        }
        guard let member = batch.members.popFirst() else { return }
        try write(member, batch.bytes, position)
    }

    private mutating func write(_ member: DeflatedMember, _ bytes: [UInt8], _ position: Int) throws {
        if let entry = member.known {
            if try copy(entry, as: position) { return }
            return try compressHere(position)
        }
        try begin(
            position, crc32: member.crc32.value, method: member.method, size: UInt64(member.size),
            compressedSize: UInt64(member.range.count), member.digest, member.checksum.value)
        try file.write(bytes[member.range])
    }

    private mutating func begin(
        _ position: Int, crc32: UInt32, method: ZipRecords.Method, size: UInt64, compressedSize: UInt64,
        _ digest: ContentDigest, _ checksum: UInt32
    ) throws {
        let record = ZipRecords.Member(
            name: items[position].name, isExecutable: items[position].isExecutable, method: method, crc32: crc32,
            compressedSize: compressedSize, size: size, offset: file.size)
        try file.write(ZipRecords.localHeader(record)[...])
        written.append(Written(record: record, digest: digest, checksum: checksum, dataOffset: file.size))
    }

    /// Copies a member's data from the cache; false, and nothing written, when it is not there any more.
    private mutating func copy(_ number: Int, as position: Int) throws -> Bool {
        guard let cached else { return false }
        let entry = cached.index.entries[number]
        guard entry.size == items[position].size else { return false }
        var hasBegun = false
        let isThere = try cached.pack.read(entry) { piece in
            if !hasBegun {
                hasBegun = true
                try begin(
                    position, crc32: entry.crc32, method: entry.method, size: entry.size,
                    compressedSize: entry.compressedSize, entry.digest, entry.checksum)
            }
            try file.write(piece)
        }
        return isThere
    }

    /// Compresses one member on this thread.
    private mutating func compressHere(_ position: Int) throws {
        let worker = try spareWorker()
        let items = items
        var jobs = DeflateJob.all(for: [position]) { items[$0].size }[...]
        if items[position].size > DeflateJob.blockSize {
            return try writeLarge(position) {
                guard let job = jobs.popFirst() else { throw DeflateWorker.changed(items[position]) }
                return try worker.perform(job)
            }
        }
        let result = try worker.perform(.members([position]))
        for member in result.members { try write(member, result.bytes, position) }
    }

    private mutating func spareWorker() throws -> DeflateWorker {
        if let spare { return spare }
        let worker = try DeflateWorker(items, known: [:])
        spare = worker
        return worker
    }

    /// Writes a member whose header is known only when all of its blocks are compressed.
    private mutating func writeLarge(_ position: Int, _ next: () throws -> DeflateResult) throws {
        let item = items[position]
        let headerSize = ZipRecords.localHeaderSize(item.name, size: item.size)
        let start = try file.beginDeferring()
        try file.write([UInt8](repeating: 0, count: headerSize)[...])
        var crc32 = CRC32()
        var checksum = CRC32()
        var compressedSize: UInt64 = 0
        var digests: [ContentDigest] = []
        for _ in stride(from: 0, to: item.size, by: Int(DeflateJob.blockSize)) {
            try Task.checkCancellation()
            let result = try next()
            for block in result.members {
                crc32.append(block.crc32, count: block.size)
                checksum.append(block.checksum, count: block.range.count)
                digests.append(block.digest)
            }
            compressedSize += UInt64(result.bytes.count)
            try file.write(result.bytes[...])
        }
        let isSmaller = compressedSize < item.size
        if !isSmaller {
            try file.rewind(to: start + UInt64(headerSize))
            guard try store(item, blocks: digests.count) == crc32 else { throw DeflateWorker.changed(item) }
        }
        let record = ZipRecords.Member(
            name: item.name, isExecutable: item.isExecutable, method: isSmaller ? .deflated : .stored,
            crc32: crc32.value, compressedSize: isSmaller ? compressedSize : item.size, size: item.size, offset: start)
        try file.endDeferring(with: ZipRecords.localHeader(record), at: start)
        written.append(
            Written(
                record: record, digest: try ContentDigest(ofBlocks: digests),
                checksum: isSmaller ? checksum.value : crc32.value, dataOffset: start + UInt64(headerSize)))
    }

    private mutating func store(_ item: ArchiveItem, blocks: Int) throws -> CRC32 {
        let worker = try spareWorker()
        var crc32 = CRC32()
        for number in 0..<blocks {
            try Task.checkCancellation()
            let bytes = try worker.block(number, of: item)
            crc32.update(with: bytes)
            try file.write(bytes)
        }
        return crc32
    }

    /// Writes the central directory.
    private func finish() throws {
        let start = file.size
        for member in written { try file.write(ZipRecords.centralHeader(member.record)[...]) }
        try file.write(
            ZipRecords.end(count: UInt64(written.count), directorySize: file.size - start, directoryOffset: start)[...])
    }
}
