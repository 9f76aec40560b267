import ProvisioningDomain

/// Looks packages up on disk as Node.js does, with one look at each `node_modules` folder.
package struct InstalledModules {
    /// A package that was found.
    package struct Found: Sendable, Equatable {
        /// Its directory, absolute and without links.
        package var location: String
        /// Where it was found, relative to the root: a link, or the location itself.
        package var entry: String
        /// Whether a symbolic link led to it.
        package var isLinked: Bool
    }

    /// What an entry of a folder is, without a look at where links lead.
    enum EntryType: Equatable {
        case directory
        case link
        case file
    }

    /// The entries of a `node_modules` folder or of a scope in it.
    package struct Listing {
        /// The folder without links.
        var location: String
        var isLinked: Bool
        var entries: [String: EntryType]
        /// The names that begin with a dot, sorted.
        var hidden: [String]
    }

    private let root: String
    private let directories: DirectoryListings
    private var listings: [String: Listing?] = [:]
    /// Where links in `node_modules` folders lead, as far as they were followed.
    private var targets: [String: String] = [:]
    /// Folders that links lead into, without links; empty for those that are not there.
    private var parents: [String: String] = [:]

    /// The packages below `root`, absolute and without links; nothing above it is looked at.
    package init(root: String, directories: DirectoryListings = DirectoryListings()) {
        self.root = root
        self.directories = directories
    }

    /// What `name` means to a file in `directory`, absolute and without links: in its `node_modules`, or in those above it.
    ///
    /// - Throws: `ProvisioningError` for a link that leaves the root.
    package mutating func find(_ name: String, from directory: String) throws -> Found? {
        var current = directory
        while Path.relative(current, to: root) != nil {
            // pnpm gathers everything in .pnpm/node_modules, what only developers need too.
            if !Self.isModulesFolder(current), !current.utf8.hasSuffix("/.pnpm".utf8),
                let found = try find(name, in: Path.join(current, "node_modules"))
            {
                return found
            }
            if current == root { break }
            current = Path.directory(of: current)
        }
        return nil
    }

    /// The entries of the folder at an absolute path; nil when there is none.
    package mutating func listing(of folder: String) throws -> Listing? {
        if let known = listings[folder] { return known }
        let listing = try read(folder)
        listings[folder] = .some(listing)
        return listing
    }

    /// The folders that were looked at and are there, with their entries, sorted by the bytes of their paths.
    package var seen: [(folder: String, listing: Listing)] {
        listings.compactMap { folder, listing in listing.map { (folder, $0) } }
            .sorted { Path.precedes($0.0, $1.0) }
    }

    /// Where an entry of a folder that was looked at leads, without links.
    func target(of entry: String, _ type: EntryType) -> String {
        if type == .directory || type == .file { return entry }
        return targets[entry] ?? FileSystem.canonicalPath(entry) ?? entry
    }

    /// Whether there is any `node_modules` folder from a directory up to the root.
    package mutating func hasModules(above directory: String) throws -> Bool {
        var current = directory
        while Path.relative(current, to: root) != nil {
            if !Self.isModulesFolder(current), try listing(of: Path.join(current, "node_modules")) != nil {
                return true
            }
            if current == root { break }
            current = Path.directory(of: current)
        }
        return false
    }

    /// The `node_modules` above the root that has a package; nil when none has.
    package func folderAboveRoot(with name: String) -> String? {
        var current = root
        while current != "/" && !current.isEmpty {
            current = Path.directory(of: current)
            let folder = Path.join(current.isEmpty ? "/" : current, "node_modules")
            if FileSystem.canonicalPath(Path.join(folder, name)) != nil { return folder }
        }
        return nil
    }

    private mutating func find(_ name: String, in folder: String) throws -> Found? {
        guard let modules = try listing(of: folder) else { return nil }
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            return try found(name, in: modules, folder)
        }
        let scope = String(name[..<slash])
        guard let type = modules.entries[scope], type != .file else { return nil }
        let scopeFolder = Path.join(folder, scope)
        guard var scoped = try listing(of: scopeFolder) else { return nil }
        scoped.isLinked = scoped.isLinked || modules.isLinked
        return try found(String(name[name.utf8.index(after: slash)...]), in: scoped, scopeFolder)
    }

    private mutating func found(_ name: String, in listing: Listing, _ folder: String) throws -> Found? {
        guard let type = listing.entries[name] else { return nil }
        let entry = Path.join(folder, name)
        let relative = Path.relative(entry, to: root) ?? entry
        if type == .file { return nil }
        if type == .directory {
            let location = Path.join(listing.location, name)
            if listing.isLinked, Path.relative(location, to: root) == nil {
                throw SourceTreeWalker.linkLeavesRoot(folder, target: listing.location, root: root)
            }
            return Found(location: location, entry: relative, isLinked: listing.isLinked)
        }
        guard let location = try directory(ofLink: entry, in: listing.location) else { return nil }
        guard Path.relative(location, to: root) != nil else {
            throw SourceTreeWalker.linkLeavesRoot(entry, target: location, root: root)
        }
        targets[entry] = location
        let isLinked = listing.isLinked || location != Path.join(listing.location, name)
        return Found(location: location, entry: relative, isLinked: isLinked)
    }

    /// The directory that a link leads to, without links; nil when it leads to none.
    ///
    /// Thousands of links lead into few folders: each folder is resolved once.
    private mutating func directory(ofLink entry: String, in folder: String) throws -> String? {
        if let text = FileSystem.target(ofLink: entry), !text.hasPrefix("/") {
            let segments = Path.segments(of: text)
            let climbs = segments.prefix { $0 == ".." }.count
            if climbs < segments.count, !segments[climbs...].contains(where: { $0 == ".." || $0 == "." }) {
                var parent = folder
                for _ in 0..<climbs { parent = Path.directory(of: parent) }
                let holder = segments[climbs...].dropLast().reduce(parent) { "\($0)/\($1)" }
                if parents[holder] == nil { parents[holder] = FileSystem.canonicalPath(holder) ?? "" }
                if let known = parents[holder], !known.isEmpty {
                    let location = "\(known)/\(segments[segments.count - 1])"
                    if FileSystem.isDirectory(location) { return location }
                }
            }
        }
        guard let location = FileSystem.canonicalPath(entry),
            try FileSystem.kind(of: location, followingLinks: false) == .directory
        else { return nil }
        return location
    }

    private func read(_ folder: String) throws -> Listing? {
        guard let listing = try directories.listingIfPresent(of: folder),
            let location = FileSystem.canonicalPath(folder)
        else {
            return nil
        }
        var byName: [String: EntryType] = [:]
        byName.reserveCapacity(listing.indices.count)
        for index in listing.indices {
            byName[String(decoding: listing.name(index), as: UTF8.self)] = Self.type(listing.kind(index))
        }
        return Listing(
            location: location, isLinked: location != folder, entries: byName,
            hidden: byName.keys.filter { $0.utf8.first == UInt8(ascii: ".") }.sorted())
    }

    private static func type(_ kind: FileSystem.Kind) -> EntryType {
        switch kind {
        case .directory: .directory
        case .link: .link
        case .file, .special: .file
        }
    }

    private static func isModulesFolder(_ path: String) -> Bool { path.utf8.hasSuffix("/node_modules".utf8) }
}

extension String.UTF8View {
    /// Whether the bytes end with others.
    fileprivate func hasSuffix(_ suffix: String.UTF8View) -> Bool {
        count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
