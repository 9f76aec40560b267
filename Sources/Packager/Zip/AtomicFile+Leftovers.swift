import Glibc

extension AtomicFile {
    /// Nanoseconds after which an unfinished file belongs to nobody: whoever writes one changes it all the time.
    static let leftoverAge: Int64 = 3_600_000_000_000

    /// Removes what runs that were killed left in a directory more than an hour ago; what cannot be removed stays.
    ///
    /// - Parameter now: nanoseconds since 1970.
    static func removeLeftovers(in directory: String, now: Int64) {
        guard let listing = try? DirectoryListing(of: directory) else { return }
        for index in listing.indices where listing.name(index).starts(with: temporaryPrefix.utf8) {
            guard case .file = listing.kind(index), listing.identity(index).modified < now - leftoverAge else {
                continue
            }
            unsafe unlink(Path.join(directory, String(decoding: listing.name(index), as: UTF8.self)))
        }
    }
}
