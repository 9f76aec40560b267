import ProvisioningDomain
import ZlibCompression

/// Reads and compresses; it keeps its buffers from job to job and belongs to one thread.
final class DeflateWorker {
    private let items: [ArchiveItem]
    private let known: [ContentDigest: Int]
    private let deflater: Deflater
    private var input: [UInt8]

    /// - Parameters:
    ///   - items: the members of the archive.
    ///   - known: entries of the cache by their content: what is among them is not compressed again.
    init(_ items: [ArchiveItem], known: [ContentDigest: Int]) throws {
        self.items = items
        self.known = known
        deflater = try Deflater()
        input = [UInt8](repeating: 0, count: Int(DeflateJob.blockSize) + Deflater.windowSize + 1)
    }

    func perform(_ job: DeflateJob) throws -> DeflateResult {
        var result = DeflateResult()
        switch job {
        case .members(let members):
            for member in members { try deflate(items[member], into: &result) }
        case .block(let member, let number, let isLast):
            try deflate(items[member], block: number, isLast: isLast, into: &result)
        }
        return result
    }

    private func deflate(_ item: ArchiveItem, into result: inout DeflateResult) throws {
        let count = Int(item.size)
        try read(item, at: 0, count, isLast: true)
        let digest = try ContentDigest(of: input[..<count])
        let start = result.bytes.count
        let crc32 = CRC32(of: input[..<count])
        var method = ZipRecords.Method.stored
        let entry = count == 0 ? nil : known[digest]
        if entry == nil, count > 0 {
            try deflater.deflate(input[..<count], to: &result.bytes)
            if result.bytes.count - start < count {
                method = .deflated
            } else {
                result.bytes.removeSubrange(start...)
                result.bytes += input[..<count]
            }
        }
        result.members.append(
            DeflatedMember(
                crc32: crc32, method: method, size: count, range: start..<result.bytes.count,
                checksum: CRC32(of: result.bytes[start...]), digest: digest, known: entry))
    }

    private func deflate(
        _ item: ArchiveItem, block: Int, isLast: Bool, into result: inout DeflateResult
    ) throws {
        let start = block * Int(DeflateJob.blockSize)
        let before = min(start, Deflater.windowSize)
        let count = min(Int(item.size) - start, Int(DeflateJob.blockSize))
        try read(item, at: start - before, before + count, isLast: isLast)
        let bytes = input[before..<before + count]
        try deflater.deflate(bytes, after: input[..<before], isLast: isLast, to: &result.bytes)
        result.members = [
            DeflatedMember(
                crc32: CRC32(of: bytes), method: .deflated, size: count, range: 0..<result.bytes.count,
                checksum: CRC32(of: result.bytes), digest: try ContentDigest(of: bytes), known: nil)
        ]
    }

    /// The bytes of a block of a member that is not compressed after all.
    func block(_ number: Int, of item: ArchiveItem) throws -> ArraySlice<UInt8> {
        let start = number * Int(DeflateJob.blockSize)
        let count = min(Int(item.size) - start, Int(DeflateJob.blockSize))
        try read(item, at: start, count, isLast: start + count == Int(item.size))
        return input[..<count]
    }

    /// What identifies the content of a member.
    func digest(of item: ArchiveItem) throws -> ContentDigest {
        if item.size <= DeflateJob.blockSize { return try ContentDigest(of: try block(0, of: item)) }
        return try ContentDigest(
            ofBlocks: DeflateJob.blocks(of: item.size).map { number in
                try Task.checkCancellation()
                return try ContentDigest(of: try block(number, of: item))
            })
    }

    /// Reads into the beginning of the buffer.
    ///
    /// - Throws: a `ProvisioningError` when there are fewer bytes than the walk found, or, at the last of them, more.
    private func read(_ item: ArchiveItem, at offset: Int, _ count: Int, isLast: Bool) throws {
        switch item.content {
        case .bytes(let bytes):
            input.replaceSubrange(..<count, with: bytes[offset..<offset + count])
        case .file(let file):
            let wanted = isLast ? count + 1 : count
            guard try FileSystem.read(file.location, at: offset, wanted, expecting: count, into: &input) == count else {
                throw Self.changed(item)
            }
        }
    }

    static func changed(_ item: ArchiveItem) -> ProvisioningError {
        ProvisioningError(
            .operation, code: "FileChanged", "\(item.name) changed while it was being packaged", hint: "Run it again.")
    }
}
