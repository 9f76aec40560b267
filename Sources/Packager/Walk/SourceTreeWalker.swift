import ProvisioningDomain

/// Finds the files of a package: follows symbolic links inside the root, refuses what leads out of it, and leaves out what the rules say.
package struct SourceTreeWalker {
    private let root: String
    private let rules: IgnoreRules
    private let destination: String?
    private let listings: DirectoryListings
    private var tree = SourceTree()
    /// The canonical directories from the root down to where the walk is: a link to one of them is a loop.
    private var ancestors: [String] = []
    /// The links to directories that lead to where the walk is, the outermost first.
    private var links: [String] = []
    /// How many directories were entered behind links.
    private var linkedDirectories = 0
    private let mostLinkedDirectories: Int
    private var modules = Modules.enter

    /// What the walk does where a `node_modules` folder is.
    private enum Modules: Equatable {
        case enter
        /// Remember it and go on.
        case note
        /// Pass it by when it lies right in that directory, or anywhere when there is none.
        case skip(directory: String?)
    }

    /// A walk of `root`.
    ///
    /// - Parameters:
    ///   - root: the canonical absolute path of the package root.
    ///   - rules: what stays out.
    ///   - destination: the canonical path of the directory that packages are written to; those in it stay out whatever the rules say.
    ///   - listings: the directories that were looked at in this run.
    ///   - mostLinkedDirectories: how many directories may be entered behind links; forty directories with two links each to the next would
    ///     otherwise never end.
    package init(
        root: String, rules: IgnoreRules, destination: String? = nil, listings: DirectoryListings = DirectoryListings(),
        mostLinkedDirectories: Int = 100_000
    ) {
        self.root = root
        self.rules = rules
        self.destination = destination
        self.listings = listings
        self.mostLinkedDirectories = mostLinkedDirectories
    }

    /// Walks the whole root.
    ///
    /// - Throws: a `ProvisioningError` that names the path for a link that leaves the root or loops, a special file, a name that no
    ///   archive can hold, or what cannot be read; `CancellationError`.
    package mutating func walk() throws -> SourceTree {
        modules = .enter
        try visit(root, at: "")
        return sorted()
    }

    /// Walks the server's own files and only notes `node_modules` folders.
    ///
    /// - Throws: as ``walk()``.
    package mutating func walkOwnFiles() throws {
        modules = .note
        try visit(root, at: "")
    }

    /// Adds a `node_modules` folder as it is.
    ///
    /// - Throws: as ``walk()``.
    package mutating func add(_ folder: SourceTree.ModuleFolder) throws {
        modules = .enter
        let target = FileSystem.canonicalPath(folder.location) ?? folder.location
        guard Path.relative(target, to: root) != nil else {
            throw Self.linkLeavesRoot(folder.location, target: target, root: root)
        }
        try visit(target, at: folder.path)
    }

    /// Adds a package without the `node_modules` in it.
    ///
    /// - Parameters:
    ///   - location: its directory, absolute and without links.
    ///   - path: where it goes.
    ///   - isOwn: whether it is a directory of the project, whose `node_modules` folders all belong to it; in an installed package, folders of
    ///     that name further down are part of what was published.
    /// - Throws: as ``walk()``.
    package mutating func addModule(_ location: String, at path: String, isOwn: Bool) throws {
        modules = .skip(directory: isOwn ? nil : location)
        try visit(location, at: path)
    }

    /// What was found so far.
    package mutating func sorted() -> SourceTree {
        tree.files.sort { Path.precedes($0.path, $1.path) }
        tree.ignored.sort(by: Path.precedes)
        tree.danglingLinks.sort(by: Path.precedes)
        tree.moduleFolders.sort { Path.precedes($0.path, $1.path) }
        return tree
    }

    private mutating func visit(_ directory: String, at prefix: String) throws {
        try Task.checkCancellation()
        if let link = links.first { try countLinkedDirectory(behind: link) }
        ancestors.append(directory)
        defer { ancestors.removeLast() }
        let listing = try listings.listing(of: directory)
        let holdsPackages = directory == destination
        let isInPlace = directory.utf8.elementsEqual((prefix.isEmpty ? root : Path.join(root, prefix)).utf8)
        // A set of texts: those that Unicode takes for equal are equal here, too.
        var composed: Set<String> = []
        for index in listing.indices {
            let name = try Self.validName(listing.name(index), in: directory)
            if !name.utf8.allSatisfy({ $0 < 0x80 }), !composed.insert(name).inserted {
                throw Self.equivalentNames(name, in: directory)
            }
            if holdsPackages, Self.isPackage(name) { continue }
            let path = Path.join(prefix, name)
            switch listing.kind(index) {
            case .file(let isExecutable, let size):
                if leavesOut(path, isDirectory: false) { continue }
                tree.files.append(
                    SourceFile(
                        path: path, directory: directory, isExecutable: isExecutable, size: size,
                        identity: listing.identity(index), isInPlace: isInPlace))
            case .directory:
                if leavesOut(path, isDirectory: true) { continue }
                try visitDirectory(Path.join(directory, name), at: path)
            case .link: try visitLink(Path.join(directory, name), at: path)
            case .special(let kind): try refuse(Path.join(directory, name), at: path, kind)
            }
        }
    }

    private mutating func countLinkedDirectory(behind link: String) throws {
        linkedDirectories += 1
        if linkedDirectories <= mostLinkedDirectories { return }
        throw ProvisioningError(
            .configuration, code: "LinkLoop",
            "symbolic links, the last of them \(link), lead through more than \(mostLinkedDirectories) directories: following them would hardly end",
            hint: "Remove the link, or leave it out with \(IgnoreRules.fileName).")
    }

    /// Refuses what is no file, unless a rule leaves it out.
    private mutating func refuse(_ location: String, at path: String, _ kind: String) throws {
        if leavesOut(path, isDirectory: false) { return }
        throw ProvisioningError(
            .configuration, code: "SpecialFile", "\(location) is \(kind), which a package cannot hold",
            hint: "Remove it, or leave it out with \(IgnoreRules.fileName).")
    }

    /// The refusal of two names that are one to Unicode (UAX #15), to macOS, and to the comparison of texts in this program.
    private static func equivalentNames(_ name: String, in directory: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "InvalidName",
            "two names in \(directory) are both \(name) to Unicode: they differ only in how their accents are composed",
            hint: "Rename or remove one of them: many systems take them for one file.")
    }

    private mutating func visitDirectory(_ location: String, at path: String) throws {
        if modules != .enter && Path.lastSegment(of: path) == "node_modules" {
            switch modules {
            case .note:
                tree.moduleFolders.append(SourceTree.ModuleFolder(path: path, location: location))
                return
            case .skip(nil): return
            case .skip(let directory?) where ancestors.last == directory && ancestors.count == 1: return
            case .skip, .enter: break
            }
        }
        try visit(location, at: path)
    }

    /// The refusal of a symbolic link out of the root.
    static func linkLeavesRoot(_ location: String, target: String, root: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "LinkLeavesRoot",
            "the symbolic link \(location) leads to \(target), outside the package root \(root)",
            hint:
                "Set root: to a directory that holds both, copy the target, or leave the link out with \(IgnoreRules.fileName)."
        )
    }

    private mutating func visitLink(_ location: String, at path: String) throws {
        guard let target = FileSystem.canonicalPath(location) else {
            if rules.ignores(path, isDirectory: false) || rules.ignores(path, isDirectory: true) { return }
            if FileSystem.leadsSomewhere(location) {
                throw ProvisioningError(
                    .configuration, code: "InvalidName",
                    "the symbolic link \(location) leads through a name that is not UTF-8",
                    hint: "Rename it, or leave the link out with \(IgnoreRules.fileName).")
            }
            tree.danglingLinks.append(path)
            return
        }
        let (kind, identity) = try FileSystem.status(of: target, followingLinks: false)
        if leavesOut(path, isDirectory: kind == .directory) || isPackage(target) { return }
        guard Path.relative(target, to: root) != nil else {
            // Nothing of it is refused before it is needed.
            if modules == .note && kind == .directory && Path.lastSegment(of: path) == "node_modules" {
                return tree.moduleFolders.append(SourceTree.ModuleFolder(path: path, location: location))
            }
            throw Self.linkLeavesRoot(location, target: target, root: root)
        }
        switch kind {
        case .directory where ancestors.contains(target):
            throw ProvisioningError(
                .configuration, code: "LinkLoop",
                "the symbolic link \(location) leads to \(target), a directory that holds it: following it would never end",
                hint: "Remove the link, or leave it out with \(IgnoreRules.fileName).")
        case .directory:
            links.append(location)
            defer { links.removeLast() }
            try visitDirectory(target, at: path)
        case .file(let isExecutable, let size):
            tree.files.append(
                SourceFile(path: path, location: target, isExecutable: isExecutable, size: size, identity: identity))
        case .special(let kind): try refuse(target, at: path, kind)
        case .link: throw FileSystem.failure("look at", target)
        }
    }

    private mutating func leavesOut(_ path: String, isDirectory: Bool) -> Bool {
        guard rules.ignores(path, isDirectory: isDirectory) else { return false }
        tree.ignored.append(path)
        return true
    }

    /// Whether an earlier run wrote it: packages of packages would never be the same twice.
    private func isPackage(_ location: String) -> Bool {
        guard let destination, Path.directory(of: location) == destination else { return false }
        return Self.isPackage(Path.lastSegment(of: location))
    }

    /// Whether a name in the directory that packages are written to is that of one, finished or not.
    static func isPackage(_ name: String) -> Bool {
        name.hasPrefix(AtomicFile.temporaryPrefix) || ArtifactName.sha256(in: name) != nil
    }

    /// The text of a file name that an archive can hold on every system.
    package static func validName(_ bytes: some Collection<UInt8>, in directory: String) throws -> String {
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw ProvisioningError(
                .configuration, code: "InvalidName",
                "a name in \(directory) is not UTF-8: \(String(decoding: bytes, as: UTF8.self))",
                hint: "Rename it, or move it out of the package.")
        }
        guard !bytes.contains(0), !bytes.contains(UInt8(ascii: "\\")) else {
            throw ProvisioningError(
                .configuration, code: "InvalidName",
                "the name \(name) in \(directory) has a backslash, which some systems read as a directory separator",
                hint: "Rename it, or move it out of the package.")
        }
        return name
    }
}
