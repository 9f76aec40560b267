import Glibc

/// What looking up modules needs.
extension FileSystem {
    /// At most `count` bytes from the start of a file, whose path has no links.
    static func beginning(of path: String, count: Int) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let length = try read(path, at: 0, count, expecting: count, into: &buffer)
        return Array(buffer[..<length])
    }

    /// All bytes of a file; nil when there is none.
    static func contentsIfPresent(of path: String) throws -> [UInt8]? {
        if unsafe access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR) { return nil }
        return try contents(of: path)
    }

    /// What a symbolic link says; nil when it is none.
    static func target(ofLink path: String) -> String? {
        let capacity = Int(PATH_MAX)
        var buffer = [CChar](repeating: 0, count: capacity)
        let length = unsafe readlink(path, &buffer, capacity)
        return length > 0 ? String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    /// Whether `path` itself is a directory.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
