import Glibc
import ZlibCompression

/// An archive in the cache, for the compressed bytes of its members.
final class ArchivePack {
    private static let largestPiece = 1 << 20
    private static let windowSize = 256 << 10

    private let path: String
    private let descriptor: Int32
    private var window: [UInt8]
    private var start: UInt64 = 0
    private var count = 0

    /// Opens an archive; nil when there is none, or none of this size.
    init?(_ path: String, size: UInt64) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        window = [UInt8](repeating: 0, count: Self.windowSize)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, UInt64(status.st_size) == size else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Hands over the data of an entry in pieces, after a look whether they are what they were.
    ///
    /// - Returns: whether they were; if not, nothing was handed over.
    /// - Throws: what `body` throws, and a `ProvisioningError` for one that is damaged while it is read.
    func read(_ entry: CacheEntry, _ body: (ArraySlice<UInt8>) throws -> Void) throws -> Bool {
        if entry.compressedSize <= UInt64(Self.largestPiece) {
            guard let bytes = try? bytes(at: entry.dataOffset, Int(entry.compressedSize)),
                CRC32(of: bytes).value == entry.checksum
            else { return false }
            try body(bytes)
            return true
        }
        guard let first = try? pieces(of: entry, { _ in }), first.value == entry.checksum else { return false }
        guard try pieces(of: entry, body) == first else { throw FileSystem.failure("read again", path) }
        return true
    }

    private func pieces(of entry: CacheEntry, _ body: (ArraySlice<UInt8>) throws -> Void) throws -> CRC32 {
        var checksum = CRC32()
        var done: UInt64 = 0
        while done < entry.compressedSize {
            let wanted = min(UInt64(Self.windowSize), entry.compressedSize - done)
            let piece = try bytes(at: entry.dataOffset + done, Int(wanted))
            checksum.update(with: piece)
            try body(piece)
            done += wanted
        }
        return checksum
    }

    private func bytes(at offset: UInt64, _ wanted: Int) throws -> ArraySlice<UInt8> {
        if offset < start || offset + UInt64(wanted) > start + UInt64(count) {
            if wanted > window.count { window = [UInt8](repeating: 0, count: Self.largestPiece) }
            start = offset
            count = 0
            while count < wanted {
                let read = try FileSystem.read(
                    descriptor, at: offset + UInt64(count), window.count - count, into: &window, from: count,
                    path: path)
                if read == 0 { throw FileSystem.failure("read all of", path) }
                count += read
            }
        }
        let first = Int(offset - start)
        return window[first..<first + wanted]
    }
}
