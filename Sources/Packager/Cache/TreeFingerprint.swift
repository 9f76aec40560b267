import OpenSSLCrypto

/// What tells whether anything below a package root changed: names, kinds, sizes and times of all that a package can depend on.
///
/// A lock file, a manifest or a module that is left out can decide on what goes in, so everything counts except what lies in directories
/// that a rule leaves out. Such rules are not believed below `node_modules`, whose manifests are read whatever the rules say.
struct TreeFingerprint {
    /// Equal for equal trees.
    let digest: ContentDigest
    /// Whether a change of any file after it was looked at would show: none changed right before, and no link leads to one that does not
    /// count.
    let isSettled: Bool
    /// Equal for trees of which the same files go in, provided that scripts say the same about other files: the contents of scripts and of
    /// what nobody reads before the server runs do not count.
    let structure: ContentDigest
    /// The same as ``isSettled`` for ``structure``.
    let structureIsSettled: Bool

    /// Looks at a tree.
    ///
    /// - Parameters:
    ///   - root: the canonical package root.
    ///   - destination: the directory that packages are written to; those in it do not count.
    ///   - started: when the walk begins, in nanoseconds since 1970.
    ///   - listings: what was looked at in this run, and what is from now on.
    /// - Throws: `ProvisioningError` for what cannot be looked at, `CancellationError`.
    init(
        root: String, rules: IgnoreRules, destination: String, started: Int64,
        listings: DirectoryListings
    ) throws {
        var look = try Look(rules: rules, destination: destination, started: started, listings: listings)
        try look.visit(root, at: "", isModules: false)
        let isComplete = !look.linksLeadToWhatIsLeftOut(root: root)
        isSettled = look.isSettled && isComplete
        structureIsSettled = look.structureIsSettled && isComplete
        (digest, structure) = try look.digests()
    }

    /// How the names end of files whose contents decide on nothing, as far as scripts say the same.
    private static let harmless = ["js", "cjs", "mjs", "map", "css", "html", "md", "txt", "ts"].map {
        Array(".\($0)".utf8)
    }

    private static func isHarmless(_ name: ArraySlice<UInt8>) -> Bool {
        harmless.contains { name.count > $0.count && name.suffix($0.count).elementsEqual($0) }
    }

    private struct Look: ~Copyable {
        let rules: IgnoreRules
        let destination: String
        let started: Int64
        let listings: DirectoryListings
        private var hasher: SHA256Hasher
        private var structureHasher: SHA256Hasher
        private(set) var isSettled = true
        private(set) var structureIsSettled = true
        /// The directories that do not count, and the links in those that do.
        var leftOut: Set<String> = []
        var links: [(directory: String, name: String)] = []

        init(rules: IgnoreRules, destination: String, started: Int64, listings: DirectoryListings) throws {
            let hasher = try SHA256Hasher()
            let structureHasher = try SHA256Hasher()
            self.rules = rules
            self.destination = destination
            self.started = started
            self.listings = listings
            self.hasher = hasher
            self.structureHasher = structureHasher
        }

        consuming func digests() throws -> (ContentDigest, ContentDigest) {
            (ContentDigest(bytes: try hasher.finalize()), ContentDigest(bytes: try structureHasher.finalize()))
        }

        mutating func visit(_ directory: String, at path: String, isModules: Bool) throws {
            try Task.checkCancellation()
            var listing = try listings.listing(of: directory)
            if directory == destination {
                listing = listing.removing { SourceTreeWalker.isPackage(String(decoding: $0, as: UTF8.self)) }
            }
            try unsafe listing.bytes { try unsafe hasher.update($0) }
            try unsafe listing.forgettingTimes(where: TreeFingerprint.isHarmless).bytes {
                try unsafe structureHasher.update($0)
            }
            // How many there were, so that no other tree gives the same bytes; and of each directory whether it counts.
            var end = LittleEndianBytes()
            end.append(UInt32(listing.indices.count))
            var below: [(location: String, path: String, isModules: Bool)] = []
            for index in listing.indices {
                guard listing.isDirectory(index) else {
                    if !listing.identity(index).isSettled(before: started) {
                        isSettled = false
                        if !TreeFingerprint.isHarmless(listing.name(index)) { structureIsSettled = false }
                    }
                    if listing.kind(index) == .link {
                        links.append((directory, String(decoding: listing.name(index), as: UTF8.self)))
                    }
                    continue
                }
                let name = String(decoding: listing.name(index), as: UTF8.self)
                let areModules = isModules || name == "node_modules"
                let location = Path.join(directory, name)
                let path = Path.join(path, name)
                let isLeftOut = !areModules && rules.ignores(path, isDirectory: true)
                end.append(UInt8(isLeftOut ? 1 : 0))
                if isLeftOut {
                    leftOut.insert(location)
                } else {
                    below.append((location, path, areModules))
                }
            }
            try hasher.update(end.bytes)
            try structureHasher.update(end.bytes)
            for (location, path, isModules) in below {
                try visit(location, at: path, isModules: isModules)
            }
        }

        /// Whether a link that counts leads into a directory that does not: what lies there goes in all the same.
        func linksLeadToWhatIsLeftOut(root: String) -> Bool {
            if leftOut.isEmpty { return false }
            return links.contains { directory, name in
                let link = Path.join(directory, name)
                guard var place = Self.target(of: link, in: directory) ?? FileSystem.canonicalPath(link) else {
                    return false
                }
                while place.utf8.count > root.utf8.count {
                    if leftOut.contains(place) { return true }
                    place = Path.directory(of: place)
                }
                return false
            }
        }

        /// Where a link leads by its text; nil when the text alone does not tell.
        ///
        /// The directory has no links above it. What other links lie on the way are looked at themselves.
        private static func target(of link: String, in directory: String) -> String? {
            guard let text = FileSystem.target(ofLink: link), !text.hasPrefix("/") else { return nil }
            let segments = Path.segments(of: text)
            let climbs = segments.prefix { $0 == ".." }.count
            guard !segments[climbs...].contains(where: { $0 == ".." || $0 == "." }) else { return nil }
            return Path.normalized("\(directory)/\(text)").map { "/\($0)" }
        }
    }
}
