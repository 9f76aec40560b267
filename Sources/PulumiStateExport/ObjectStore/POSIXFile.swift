internal import Glibc
internal import ProvisioningDomain

/// Calls of the file system with errors that name the path.
enum POSIXFile {
    /// The failure of the call that has just been made.
    static func failure(_ action: String, _ path: String, _ code: Int32 = errno) -> ProvisioningError {
        let reason = unsafe String(cString: strerror(code))
        let hint =
            switch code {
            case EACCES, EPERM, EROFS: "Check the owner and the permissions of the path."
            case ENOSPC, EDQUOT: "Free some space on the disk and run the command again."
            default: nil as String?
            }
        return ProvisioningError(.operation, code: "FileFailure", "Cannot \(action) \(path): \(reason)", hint: hint)
    }

    /// The bytes of a file; nil when there is none.
    static func read(_ path: String) throws -> [UInt8]? {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("open", path)
        }
        defer { _ = Glibc.close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                if errno == EISDIR { return nil }
                throw failure("read", path)
            }
            bytes += buffer[..<count]
        }
    }

    /// Writes a new file and, if asked to, forces it to the disk.
    ///
    /// - Throws: a `ProvisioningError`; the file is then removed.
    static func writeNew(_ path: String, _ bytes: [UInt8], isForced: Bool = true) throws {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", path) }
        do {
            defer { _ = Glibc.close(descriptor) }
            var written = 0
            while written < bytes.count {
                let count = unsafe bytes.withUnsafeBytes {
                    unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure("write", path) }
                written += count
            }
            guard !isForced || fsync(descriptor) == 0 else { throw failure("write", path) }
        } catch {
            _ = unsafe unlink(path)
            throw error
        }
    }

    /// Makes a directory and those above it.
    static func makeDirectory(_ path: String) throws {
        if unsafe mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure("make the directory", path)
        }
        try makeDirectory(String(path[..<slash]))
        if unsafe mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        throw failure("make the directory", path)
    }

    /// Forces a directory's entries to the disk, so that a rename survives a crash.
    static func synchronizeDirectory(_ path: String) throws {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open the directory", path) }
        defer { _ = Glibc.close(descriptor) }
        // Some file systems have no fsync for directories and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("write the directory", path) }
    }

    /// The names in a directory, as bytes, without `.` and `..`; none when it does not exist.
    static func names(in path: String) throws -> [[UInt8]] {
        guard let directory = unsafe opendir(path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw failure("read the directory", path)
        }
        defer { _ = unsafe closedir(directory) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        return names
    }

    /// The names in a directory with whether each is a directory; none when it does not exist.
    static func entries(of path: String) throws -> [(name: String, isDirectory: Bool)] {
        var entries: [(name: String, isDirectory: Bool)] = []
        for bytes in try names(in: path) {
            let name = String(decoding: bytes, as: UTF8.self)
            var information = stat()
            // A name that vanished meanwhile, or a link to nothing, is no object.
            guard unsafe stat("\(path)/\(name)", &information) == 0 else { continue }
            entries.append((name, information.st_mode & S_IFMT == S_IFDIR))
        }
        return entries
    }

    /// What a path names.
    enum Kind {
        case file, directory, linkToDirectory, other
    }

    /// What a path names; a link to a file is a file.
    static func kind(of path: String) throws -> Kind {
        var target = stat()
        guard unsafe stat(path, &target) == 0 else { throw failure("read", path) }
        switch target.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR:
            var own = stat()
            guard unsafe lstat(path, &own) == 0 else { throw failure("read", path) }
            return own.st_mode & S_IFMT == S_IFLNK ? .linkToDirectory : .directory
        default: return .other
        }
    }
}
