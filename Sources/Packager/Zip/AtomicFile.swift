import Glibc
import OpenSSLCrypto
import ProvisioningDomain

/// A file that appears under its name only when it is whole: written beside it, hashed on the way, synced, then renamed.
final class AtomicFile {
    /// How the names of unfinished files begin.
    static let temporaryPrefix = ".package-"
    private static let bufferSize = 256 * 1024

    private let directory: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var hasher: SHA256Hasher?
    /// How many of the bytes are in the hash.
    private var hashed: UInt64 = 0
    /// Whether bytes are written that are not hashed yet, because what comes before them is to be changed.
    private var isDeferring = false
    /// Bytes written so far.
    private(set) var size: UInt64 = 0

    /// Starts a file in `directory`, which is made if need be.
    ///
    /// - Throws: a `ProvisioningError` with the path and the system's reason.
    init(in directory: String) throws {
        try FileSystem.makeDirectory(directory)
        Self.removeLeftovers(in: directory, now: FileSystem.now())
        self.directory = directory
        let made = try FileSystem.makeTemporaryFile(in: directory, prefix: Self.temporaryPrefix)
        temporaryPath = made.path
        descriptor = made.descriptor
        hasher = try SHA256Hasher()
        buffer.reserveCapacity(Self.bufferSize * 2)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unsafe unlink(temporaryPath)
    }

    /// Appends bytes.
    func write(_ bytes: ArraySlice<UInt8>) throws {
        size += UInt64(bytes.count)
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Begins a part whose first bytes are known only when all of it is written; gives where it begins.
    func beginDeferring() throws -> UInt64 {
        try flush()
        isDeferring = true
        return size
    }

    /// Goes back to `offset` in the part, to write it anew from there.
    func rewind(to offset: UInt64) throws {
        try flush()
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0, ftruncate(descriptor, off_t(offset)) == 0 else {
            throw FileSystem.failure("write", temporaryPath)
        }
        size = offset
    }

    /// Ends the part with its first bytes.
    func endDeferring(with bytes: [UInt8], at offset: UInt64) throws {
        try flush()
        try FileSystem.write(bytes, to: descriptor, at: offset, path: temporaryPath)
        isDeferring = false
        var piece = [UInt8](repeating: 0, count: Self.bufferSize)
        while hashed < size {
            let count = try FileSystem.read(
                descriptor, at: hashed, min(piece.count, Int(size - hashed)), into: &piece, path: temporaryPath)
            guard count > 0 else { throw FileSystem.failure("read back", temporaryPath) }
            try hasher?.update(piece[..<count])
            hashed += UInt64(count)
        }
    }

    /// The SHA-256 of everything written, in lower-case hex; nothing can be written after it.
    func digest() throws -> String {
        try flush()
        guard let hasher = hasher.take() else { return "" }
        return hexString(try hasher.finalize())
    }

    /// Makes the file appear as `name` in its directory.
    func commit(as name: String) throws {
        try flush()
        let path = Path.join(directory, name)
        guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0, unsafe rename(temporaryPath, path) == 0 else {
            throw FileSystem.failure("write", path)
        }
        close(descriptor)
        descriptor = -1
    }

    private func flush() throws {
        if buffer.isEmpty { return }
        if !isDeferring {
            try hasher?.update(buffer)
            hashed += UInt64(buffer.count)
        }
        try FileSystem.write(buffer, to: descriptor, path: temporaryPath)
        buffer.removeAll(keepingCapacity: true)
    }
}
