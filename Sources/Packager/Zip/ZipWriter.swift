import ProvisioningDomain
import ZlibCompression

/// Writes a ZIP archive whose bytes depend only on the members' names, modes and contents.
///
/// Members go out as they come: the caller sorts them. A member is deflated unless that makes it no smaller.
package struct ZipWriter {
    /// Members up to this size are compressed in memory; larger ones are read twice, in constant memory.
    package static let largestInMemory: UInt64 = 8 << 20

    private let largestInMemory: UInt64
    private let sink: (ArraySlice<UInt8>) throws -> Void
    private var offset: UInt64 = 0
    private var members: [ZipRecords.Member] = []
    /// Bytes of all members uncompressed.
    package private(set) var uncompressedSize: UInt64 = 0
    /// How many members were written.
    package var count: Int { members.count }

    /// An archive whose bytes go to `sink`.
    package init(
        largestInMemory: UInt64 = ZipWriter.largestInMemory, sink: @escaping (ArraySlice<UInt8>) throws -> Void
    ) {
        self.largestInMemory = largestInMemory
        self.sink = sink
    }

    /// Writes one member.
    ///
    /// - Throws: what the source and the sink throw, `CancellationError`, and a `ProvisioningError` for a large source that changed while
    ///   it was read.
    package mutating func add(_ name: String, isExecutable: Bool = false, _ source: some ByteSource) throws {
        guard name.utf8.count <= Int(UInt16.max) else {
            throw ProvisioningError(
                .configuration, code: "NameTooLong",
                "a path of \(name.utf8.count) bytes does not fit into a zip: \(name)")
        }
        try Task.checkCancellation()
        if source.expectedSize <= largestInMemory {
            try addInMemory(name, isExecutable, source)
        } else {
            try addInTwoPasses(name, isExecutable, source)
        }
    }

    /// Writes the central directory.
    package mutating func finish() throws {
        let start = offset
        for member in members { try write(ZipRecords.centralHeader(member)[...]) }
        let size = offset - start
        try write(ZipRecords.end(count: UInt64(members.count), directorySize: size, directoryOffset: start)[...])
    }

    private mutating func addInMemory(_ name: String, _ isExecutable: Bool, _ source: some ByteSource) throws {
        var bytes: [UInt8] = []
        try source.read { bytes += $0 }
        let deflated = bytes.isEmpty ? [] : try RawDeflate.compress(bytes)
        let isSmaller = deflated.count < bytes.count
        let member = ZipRecords.Member(
            name: name, isExecutable: isExecutable, method: isSmaller ? .deflated : .stored,
            crc32: CRC32(of: bytes).value, compressedSize: UInt64(isSmaller ? deflated.count : bytes.count),
            size: UInt64(bytes.count), offset: offset)
        try begin(member)
        try write(isSmaller ? deflated[...] : bytes[...])
    }

    private mutating func addInTwoPasses(_ name: String, _ isExecutable: Bool, _ source: some ByteSource) throws {
        let first = try Self.measure(source) { _ in }
        let isSmaller = first.deflatedSize < first.size
        let member = ZipRecords.Member(
            name: name, isExecutable: isExecutable, method: isSmaller ? .deflated : .stored, crc32: first.crc32.value,
            compressedSize: isSmaller ? first.deflatedSize : first.size, size: first.size, offset: offset)
        try begin(member)
        var second = Measure()
        if isSmaller {
            second = try Self.measure(source) { try write($0) }
        } else {
            try source.read { piece in
                second.add(piece)
                try write(piece)
            }
            second.deflatedSize = first.deflatedSize
        }
        guard first == second else {
            throw ProvisioningError(
                .operation, code: "FileChanged", "\(name) changed while it was being packaged", hint: "Run it again.")
        }
    }

    private mutating func begin(_ member: ZipRecords.Member) throws {
        members.append(member)
        uncompressedSize += member.size
        try write(ZipRecords.localHeader(member)[...])
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>) throws {
        offset += UInt64(bytes.count)
        try sink(bytes)
    }

    /// What the headers need to know of a member.
    private struct Measure: Equatable {
        var crc32 = CRC32()
        var size: UInt64 = 0
        var deflatedSize: UInt64 = 0

        mutating func add(_ piece: ArraySlice<UInt8>) {
            crc32.update(with: piece)
            size += UInt64(piece.count)
        }
    }

    private static func measure(
        _ source: some ByteSource, _ deflated: (ArraySlice<UInt8>) throws -> Void
    ) throws -> Measure {
        var result = Measure()
        var deflatedSize: UInt64 = 0
        let stream = try DeflateStream()
        try source.read { piece in
            try Task.checkCancellation()
            result.add(piece)
            try stream.compress(piece, finish: false) {
                deflatedSize += UInt64($0.count)
                try deflated($0)
            }
        }
        try stream.compress([], finish: true) {
            deflatedSize += UInt64($0.count)
            try deflated($0)
        }
        result.deflatedSize = deflatedSize
        return result
    }
}
