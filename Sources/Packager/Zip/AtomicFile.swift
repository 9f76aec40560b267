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
    /// Bytes written so far.
    private(set) var size: UInt64 = 0

    /// Starts a file in `directory`, which is made if need be.
    ///
    /// - Throws: a `ProvisioningError` with the path and the system's reason.
    init(in directory: String) throws {
        try FileSystem.makeDirectory(directory)
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
        try hasher?.update(bytes)
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// The SHA-256 of everything written, in lower-case hex; nothing can be written after it.
    func digest() throws -> String {
        guard let hasher = hasher.take() else { return "" }
        return try hasher.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
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
        try FileSystem.write(buffer, to: descriptor, path: temporaryPath)
        buffer.removeAll(keepingCapacity: true)
    }
}
