import Glibc
import OpenSSLCrypto

/// The SHA-256 of files, in constant memory.
enum FileDigest {
    /// The digest in lower-case hex; nil when the file has another size.
    static func sha256(_ descriptor: Int32, size: UInt64, path: String) throws -> String? {
        var hasher = try SHA256Hasher()
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        var done: UInt64 = 0
        while true {
            let count = try FileSystem.read(descriptor, at: done, piece.count, into: &piece, path: path)
            if count == 0 { break }
            done += UInt64(count)
            if done > size { return nil }
            try hasher.update(piece[..<count])
        }
        return done == size ? hexString(try hasher.finalize()) : nil
    }

    /// Whether there is a regular file with these bytes.
    static func isFile(_ path: String, sha256 expected: String, size: UInt64) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            UInt64(status.st_size) == size
        else { return false }
        return (try? sha256(descriptor, size: size, path: path)) == expected
    }
}
