package import Glibc

/// Files of this machine, by the calls of the system.
///
/// It stands in for what the commands would use of Foundation, which would make the program half as large again.
package enum SystemFile {
    /// The bytes of a file.
    ///
    /// - Throws: ``SystemFileError``.
    package static func read(_ path: String) throws(SystemFileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFileError(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 {
                return bytes
            } else if errno != EINTR {
                throw SystemFileError(path)
            }
        }
    }

    /// Writes a file, whole or not at all: readers see the old one or the new one.
    ///
    /// - Parameter mode: who may read and write it, less what the umask takes away.
    /// - Throws: ``SystemFileError``; the old file is then as it was.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o666
    ) throws(SystemFileError) {
        // Another run, or one that was killed, has another name.
        let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw SystemFileError(path) }
        do throws(SystemFileError) {
            defer { close(descriptor) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw SystemFileError(path) }
                rest = rest.dropFirst(count)
            }
            guard fsync(descriptor) == 0 else { throw SystemFileError(path) }
            guard unsafe rename(temporary, path) == 0 else { throw SystemFileError(path) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
    }

    /// Whether there is something of that name.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether there is something of that name that we may read.
    package static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    /// Everything in a directory and, down to a depth, below it, as paths relative to it, sorted.
    ///
    /// Links are not followed. None when it cannot be read.
    package static func paths(in directory: String, depth: Int) -> [String] {
        names(in: directory).sorted().flatMap { name -> [String] in
            guard depth > 1, isDirectory("\(directory)/\(name)") else { return [name] }
            return [name] + paths(in: "\(directory)/\(name)", depth: depth - 1).map { "\(name)/\($0)" }
        }
    }

    /// Makes a directory of its own for temporary files, below `TMPDIR` or `/tmp`.
    ///
    /// - Throws: ``SystemFileError``.
    package static func makeTemporaryDirectory() throws(SystemFileError) -> String {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        let path = "\(parent.isEmpty ? "/tmp" : parent)/semantest-provision-XXXXXX"
        var template = Array(path.utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemFileError(path) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a file, or a directory with all that is in it; a link goes, not what it names.
    ///
    /// - Throws: ``SystemFileError``.
    package static func remove(_ path: String) throws(SystemFileError) {
        if isDirectory(path) {
            for name in names(in: path) { try remove("\(path)/\(name)") }
            guard unsafe rmdir(path) == 0 else { throw SystemFileError(path) }
        } else if unsafe unlink(path) != 0 {
            throw SystemFileError(path)
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var information = stat()
        return unsafe lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(in path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            let name = String(decoding: bytes, as: UTF8.self)
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
