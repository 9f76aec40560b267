import Glibc

/// What looking up modules needs.
extension FileSystem {
    /// What a directory says of an entry without a look at the entry itself.
    enum EntryType: Equatable {
        case directory
        case link
        case file
        /// The file system does not tell.
        case unknown
    }

    /// The entries of a directory, without `.` and `..`, in no particular order; nil when there is no such directory.
    static func entries(in directory: String) throws -> [(name: [UInt8], type: EntryType)]? {
        guard let stream = unsafe opendir(directory) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("read the directory", directory)
        }
        defer { unsafe closedir(stream) }
        var names: [(name: [UInt8], type: EntryType)] = []
        errno = 0
        while let entry = unsafe readdir(stream) {
            // The record is as long as its name, shorter than the C struct: it must not be copied whole.
            let start = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            let length = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
            let name = unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
            if name != [0x2e] && name != [0x2e, 0x2e] { names.append((name, unsafe type(of: entry))) }
            errno = 0
        }
        guard errno == 0 else { throw failure("read the directory", directory) }
        return names
    }

    private static func type(of entry: UnsafeMutablePointer<dirent>) -> EntryType {
        let offset = MemoryLayout<dirent>.offset(of: \.d_type) ?? 0
        switch Int(unsafe UnsafeRawPointer(entry).load(fromByteOffset: offset, as: UInt8.self)) {
        case Int(DT_DIR): return .directory
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN): return .unknown
        default: return .file
        }
    }

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
