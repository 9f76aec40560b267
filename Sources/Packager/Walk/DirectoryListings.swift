import Glibc

/// The directories of a package root, each looked at once in a run.
///
/// What tells whether a tree changed and what finds the files that go in both need the same of every directory.
package final class DirectoryListings {
    private var known: [Location: DirectoryListing] = [:]

    /// A path by its bytes: texts that are one to Unicode are two names to the system.
    private struct Location: Hashable {
        let path: String

        init(_ path: String) { self.path = path }

        static func == (left: Location, right: Location) -> Bool { left.path.utf8.elementsEqual(right.path.utf8) }

        func hash(into hasher: inout Hasher) {
            var path = path
            path.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    /// Nothing was looked at.
    package init() {}

    /// Forgets all of them, for the memory that they take.
    func forget() { known = [:] }

    /// What a directory holds; nil when there is none.
    ///
    /// - Throws: a `ProvisioningError` for one that cannot be read.
    func listingIfPresent(of directory: String) throws -> DirectoryListing? {
        if let listing = known[Location(directory)] { return listing }
        if let parent = known[Location(Path.directory(of: directory))],
            !parent.contains(Path.lastSegment(of: directory))
        {
            return nil
        }
        let listing = try DirectoryListing(of: directory)
        if let listing { known[Location(directory)] = listing }
        return listing
    }

    /// What a directory holds.
    ///
    /// - Throws: a `ProvisioningError` for one that is not there or cannot be read.
    func listing(of directory: String) throws -> DirectoryListing {
        guard let listing = try listingIfPresent(of: directory) else {
            errno = ENOENT
            throw FileSystem.failure("read the directory", directory)
        }
        return listing
    }
}
