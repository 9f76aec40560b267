import Glibc

/// What a directory holds, as one look at it found: names, kinds, sizes, and what tells whether they changed.
///
/// Entries are in the order of the bytes of their names, directories as if a `/` ended theirs: the order of the paths below.
package struct DirectoryListing: Sendable {
    /// One entry.
    ///
    /// There is no gap between its parts: ``bytes(_:)`` hands over them as they lie.
    private struct Entry {
        var start: UInt32
        var count: UInt32
        var mode: UInt32
        var unused: UInt32 = 0
        var size: UInt64 = 0
        var identity = FileIdentity(device: 0, inode: 0, modified: 0, changed: 0)
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []

    /// Looks at a directory; nil when there is none.
    ///
    /// - Throws: a `ProvisioningError` for one that cannot be read, or an entry that cannot be looked at.
    package init?(of directory: String) throws {
        guard let stream = unsafe opendir(directory) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileSystem.failure("read the directory", directory)
        }
        defer { unsafe closedir(stream) }
        var found = FoundNames()
        errno = 0
        while let entry = unsafe readdir(stream) {
            unsafe found.append(entry)
            errno = 0
        }
        guard errno == 0 else { throw FileSystem.failure("read the directory", directory) }
        names.reserveCapacity(found.bytes.count)
        entries.reserveCapacity(found.places.count)
        for place in found.sorted() {
            var entry = Entry(
                start: UInt32(names.count), count: UInt32(place.count), mode: place.isDirectory ? S_IFDIR : 0)
            names += found.bytes[place.start..<place.start + place.count]
            // Of a directory nothing but its kind is asked.
            if !place.isDirectory {
                var status = stat()
                let result = unsafe found.bytes.withUnsafeBytes { raw in
                    let name = unsafe raw.baseAddress?.advanced(by: place.start).assumingMemoryBound(to: CChar.self)
                    guard let name = unsafe name else { return Int32(-1) }
                    return unsafe fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW)
                }
                guard result == 0 else {
                    let name = found.bytes[place.start..<place.start + place.count]
                    throw FileSystem.failure("look at", Path.join(directory, String(decoding: name, as: UTF8.self)))
                }
                entry.mode = status.st_mode
                if status.st_mode & S_IFMT != S_IFDIR {
                    entry.size = UInt64(status.st_size)
                    entry.identity = FileSystem.identity(status)
                }
            }
            entries.append(entry)
        }
    }

    /// The places of the entries.
    package var indices: Range<Int> { entries.indices }

    /// The bytes of the name of an entry.
    package func name(_ index: Int) -> ArraySlice<UInt8> {
        let entry = entries[index]
        return names[Int(entry.start)..<Int(entry.start + entry.count)]
    }

    /// Whether an entry is a directory itself.
    package func isDirectory(_ index: Int) -> Bool { entries[index].mode & S_IFMT == S_IFDIR }

    /// What an entry is, itself and not what a link leads to.
    func kind(_ index: Int) -> FileSystem.Kind { FileSystem.kind(entries[index].mode, size: entries[index].size) }

    /// What tells whether an entry changed; of a directory it tells nothing.
    package func identity(_ index: Int) -> FileIdentity { entries[index].identity }

    /// Whether there is an entry with a name.
    func contains(_ name: String) -> Bool { index(of: name) != nil }

    /// The place of the entry with a name; nil when there is none.
    ///
    /// - Parameter start: where it most likely is.
    func index(of name: String, from start: Int = 0) -> Int? {
        let isWanted = { self.name($0).elementsEqual(name.utf8) }
        return (min(start, entries.count)..<entries.count).first(where: isWanted)
            ?? (0..<min(start, entries.count)).first(where: isWanted)
    }

    /// The listing without the sizes and times of some of the files.
    func forgettingTimes(where isForgotten: (ArraySlice<UInt8>) -> Bool) -> DirectoryListing {
        var result = self
        for index in indices where entries[index].mode & S_IFMT == S_IFREG && isForgotten(name(index)) {
            result.entries[index].size = 0
            result.entries[index].identity = FileIdentity(device: 0, inode: 0, modified: 0, changed: 0)
        }
        return result
    }

    /// The listing without some of the entries.
    func removing(_ isRemoved: (ArraySlice<UInt8>) -> Bool) -> DirectoryListing {
        var result = self
        result.names = []
        result.entries = []
        for index in indices where !isRemoved(name(index)) {
            var entry = entries[index]
            entry.start = UInt32(result.names.count)
            result.names += name(index)
            result.entries.append(entry)
        }
        return result
    }

    /// Hands over all that it says as bytes, the same for the same directory on this machine.
    func bytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try unsafe entries.withUnsafeBytes { try unsafe body($0) }
        try unsafe names.withUnsafeBytes { try unsafe body($0) }
    }
}

/// The names in a directory as the system gives them.
private struct FoundNames {
    struct Place {
        var start: Int
        var count: Int
        var isDirectory: Bool
    }

    /// Each name with a zero after it.
    var bytes: [UInt8] = []
    var places: [Place] = []

    mutating func append(_ entry: UnsafeMutablePointer<dirent>) {
        // The record is as long as its name, shorter than the C struct: it must not be copied whole.
        let record = UnsafeRawPointer(entry)
        let name = unsafe record + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
        let count = unsafe strlen(name.assumingMemoryBound(to: CChar.self))
        let text = unsafe UnsafeRawBufferPointer(start: name, count: count)
        if unsafe text.elementsEqual([0x2e]) || text.elementsEqual([0x2e, 0x2e]) { return }
        let type = unsafe record.load(fromByteOffset: MemoryLayout<dirent>.offset(of: \.d_type) ?? 0, as: UInt8.self)
        places.append(Place(start: bytes.count, count: count, isDirectory: Int(type) == Int(DT_DIR)))
        unsafe bytes.append(contentsOf: text)
        bytes.append(0)
    }

    func sorted() -> [Place] {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            places.sorted { first, second in
                for offset in 0..<min(first.count, second.count) {
                    let left = unsafe bytes[first.start + offset]
                    let right = unsafe bytes[second.start + offset]
                    if left != right { return left < right }
                }
                return unsafe Self.end(first, bytes, at: second.count) < Self.end(second, bytes, at: first.count)
            }
        }
    }

    /// The byte of a name at a place, which may be right behind it: nothing, or the `/` of a directory.
    private static func end(_ place: Place, _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt8 {
        if offset < place.count { return unsafe bytes[place.start + offset] }
        return place.isDirectory ? UInt8(ascii: "/") : 0
    }
}
