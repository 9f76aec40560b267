import Glibc

extension AtomicFile {
    /// Nanoseconds after which an unfinished file belongs to nobody: whoever writes one changes it all the time.
    static let leftoverAge: Int64 = 3_600_000_000_000

    /// Whether a name is one that mkstemp(3) made of the prefix.
    private static func isTemporary(_ name: ArraySlice<UInt8>) -> Bool {
        guard name.starts(with: temporaryPrefix.utf8), name.count == temporaryPrefix.utf8.count + 6 else {
            return false
        }
        return name.suffix(6).allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }

    /// Removes what runs that were killed left in a directory more than an hour ago; what cannot be removed stays.
    ///
    /// - Parameter now: nanoseconds since 1970.
    static func removeLeftovers(in directory: String, now: Int64) {
        guard let listing = try? DirectoryListing(of: directory) else { return }
        for index in listing.indices where isTemporary(listing.name(index)) {
            guard case .file = listing.kind(index), listing.identity(index).modified < now - leftoverAge else {
                continue
            }
            unsafe unlink(Path.join(directory, String(decoding: listing.name(index), as: UTF8.self)))
        }
    }
}
