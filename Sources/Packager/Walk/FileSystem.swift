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
        try status(of: path, followingLinks: followingLinks).kind
    }

    /// What `path` is, following symbolic links or not, and what tells whether it changed.
    static func status(of path: String, followingLinks: Bool) throws -> (kind: Kind, identity: FileIdentity) {
        var status = stat()
        let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else { throw failure("look at", path) }
        return (kind(status.st_mode, size: UInt64(status.st_size)), identity(status))
    }

    /// What something with a mode is (inode(7)).
    static func kind(_ mode: mode_t, size: UInt64) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file(isExecutable: mode & S_IXUSR != 0, size: size)
        case S_IFDIR: .directory
        case S_IFLNK: .link
        case S_IFSOCK: .special("a socket")
        case S_IFIFO: .special("a named pipe")
        case S_IFBLK, S_IFCHR: .special("a device")
        default: .special("of an unknown kind")
        }
    }

    /// What the system says of a file that changes whenever its bytes do.
    static func identity(_ status: stat) -> FileIdentity {
        FileIdentity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), modified: nanoseconds(status.st_mtim),
            changed: nanoseconds(status.st_ctim))
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The time now, in nanoseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return nanoseconds(time)
    }

    /// The absolute path without links; nil when it leads nowhere, or through a name that is not UTF-8.
    static func canonicalPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(validatingCString: resolved)
    }

    /// Whether a path leads somewhere, through whatever names.
    static func leadsSomewhere(_ path: String) -> Bool {
        guard let resolved = unsafe realpath(path, nil) else { return false }
        unsafe free(resolved)
        return true
    }

    /// All bytes of a file.
    static func contents(of path: String) throws -> [UInt8] {
        let descriptor = try openForReading(path)
        defer { close(descriptor) }
        var status = stat()
        // One byte more than there should be shows the end without another call.
        let expected = unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        var bytes = [UInt8](repeating: 0, count: expected + 1)
        var count = 0
        while true {
            let read = try read(
                descriptor, at: UInt64(count), bytes.count - count, into: &bytes, from: count, path: path)
            count += read
            if read == 0 || count == expected { break }
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
        }
        bytes.removeSubrange(count...)
        return bytes
    }

    /// Reads a part of a file into the beginning of a buffer; gives how many bytes there were.
    ///
    /// - Parameters:
    ///   - path: a path without links: what is one by now is not followed.
    ///   - offset: where the part begins.
    ///   - count: the most bytes to read.
    ///   - expected: how many there should be: when it gets so many and no more, that was the end.
    ///   - buffer: at least `count` bytes.
    static func read(
        _ path: String, at offset: Int, _ count: Int, expecting expected: Int, into buffer: inout [UInt8]
    ) throws -> Int {
        let descriptor = try openForReading(path, O_NOFOLLOW | O_NONBLOCK)
        defer { close(descriptor) }
        var done = 0
        while done < count {
            let read = try read(
                descriptor, at: UInt64(offset + done), count - done, into: &buffer, from: done, path: path)
            done += read
            if read == 0 || done == expected { break }
        }
        return done
    }

    /// Reads once from an open file; gives how many bytes there were, 0 at the end.
    static func read(
        _ descriptor: Int32, at offset: UInt64, _ count: Int, into buffer: inout [UInt8], from start: Int = 0,
        path: String
    ) throws -> Int {
        while true {
            let result = unsafe buffer.withUnsafeMutableBytes { raw in
                unsafe pread(
                    descriptor, raw.baseAddress?.advanced(by: start), min(count, raw.count - start), off_t(offset))
            }
            if result >= 0 { return result }
            if errno != EINTR { throw failure("read", path) }
        }
    }

    private static func openForReading(_ path: String, _ more: Int32 = 0) throws -> Int32 {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | more)
        guard descriptor >= 0 else {
            throw failure("read", path, hint: "Make it readable, or leave it out with \(IgnoreRules.fileName).")
        }
        return descriptor
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

    /// Writes all of `bytes`, where the file stands or at `offset`.
    static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: UInt64? = nil, path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { raw in
                let start = unsafe raw.baseAddress?.advanced(by: written)
                guard let offset else { return unsafe Glibc.write(descriptor, start, raw.count - written) }
                return unsafe pwrite(descriptor, start, raw.count - written, off_t(offset) + off_t(written))
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw failure("write", path)
            }
        }
    }
}
