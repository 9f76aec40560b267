import Glibc
import ProvisioningDomain

/// The system calls that packaging needs, with errors that name the path.
enum FileSystem {
    /// What a path is.
    enum Kind: Equatable {
        case file(isExecutable: Bool, size: UInt64)
        case directory
        case link
        /// Neither of these; the text names it, such as `a socket`.
        case special(String)
    }

    /// The error of the system call that just failed.
    static func failure(_ verb: String, _ path: String, hint: String? = nil) -> ProvisioningError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        return ProvisioningError(
            .configuration, code: "FileSystem", "could not \(verb) \(path): \(reason)", hint: hint)
    }

    /// What `path` is, following symbolic links or not.
    static func kind(of path: String, followingLinks: Bool) throws -> Kind {
        var status = stat()
        let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else { throw failure("look at", path) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(isExecutable: status.st_mode & S_IXUSR != 0, size: UInt64(status.st_size))
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        case S_IFSOCK: return .special("a socket")
        case S_IFIFO: return .special("a named pipe")
        case S_IFBLK, S_IFCHR: return .special("a device")
        default: return .special("of an unknown kind")
        }
    }

    /// The absolute path without links; nil when it leads nowhere.
    static func canonicalPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The names in a directory as bytes, without `.` and `..`, in no particular order.
    static func names(in directory: String) throws -> [[UInt8]] {
        guard let entries = try entries(in: directory) else { throw failure("read the directory", directory) }
        return entries.map(\.name)
    }

    /// Hands over a file's bytes in pieces of 64 KiB.
    static func read(_ path: String, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw failure("read", path, hint: "Make it readable, or leave it out with \(IgnoreRules.fileName).")
        }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { raw in
                unsafe Glibc.read(descriptor, raw.baseAddress, raw.count)
            }
            if count == 0 { return }
            if count > 0 {
                try body(buffer[..<count])
            } else if errno != EINTR {
                throw failure("read", path)
            }
        }
    }

    /// All bytes of a file.
    static func contents(of path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { bytes += $0 }
        return bytes
    }

    /// Makes a directory and those above it.
    static func makeDirectory(_ path: String) throws {
        if unsafe mkdir(path, 0o777) == 0 { return }
        if errno == ENOENT {
            try makeDirectory(Path.directory(of: path))
            if unsafe mkdir(path, 0o777) == 0 { return }
        }
        guard errno == EEXIST else { throw failure("make the directory", path) }
    }

    /// Makes a new file with a name that nobody has.
    static func makeTemporaryFile(in directory: String, prefix: String) throws -> (path: String, descriptor: Int32) {
        var template = Array(Path.join(directory, "\(prefix)XXXXXX").utf8) + [0]
        let descriptor = unsafe template.withUnsafeMutableBytes { raw in
            guard let name = raw.baseAddress else { return Int32(-1) }
            return unsafe mkstemp(name.assumingMemoryBound(to: CChar.self))
        }
        guard descriptor >= 0 else { throw failure("make a file in", directory) }
        return (String(decoding: template.dropLast(), as: UTF8.self), descriptor)
    }

    /// Writes all of `bytes`.
    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { raw in
                unsafe Glibc.write(descriptor, raw.baseAddress?.advanced(by: written), raw.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw failure("write", path)
            }
        }
    }
}
