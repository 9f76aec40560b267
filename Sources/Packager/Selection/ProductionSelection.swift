import ProvisioningDomain

/// Decides which modules of `node_modules` a server needs in production and where they go.
///
/// The directories whose package.json counts are those from the entry and the source directory up to the root, those below the source
/// that have modules of their own (unless the project is a workspace, whose members count when they are needed), and those of any other
/// own file that is loaded. A package that the server's own files load although no package.json names it is kept.
struct ProductionSelection {
    /// Rounds of finding what else is loaded; each adds a directory or a module, so that more would be endless.
    private static let mostRounds = 50

    let root: String
    private let entry: String
    private let rules: IgnoreRules
    private let target: TargetPlatform
    let own: SourceTreeContents
    private let scans: ModuleScans
    private let folders: [SourceTree.ModuleFolder]
    private let installation: Installation
    var installed: InstalledModules
    /// Directories whose package.json counts: path in the package and directory on disk.
    var importers: [String: String] = [:]
    /// Directories with modules and without a package.json that says what is needed of them.
    private var silent: Set<String> = []
    /// For a directory on disk, the modules that its files load unnamed, each with file and line.
    var loaded: [String: [String: String]] = [:]
    var warnings: [String] = []
    private var manifests: [String: ModuleManifest] = [:]

    /// Prepares the decision.
    ///
    /// - Parameters:
    ///   - root: the package root, absolute and without links.
    ///   - sourceDirectory: the source directory relative to it.
    ///   - entry: the entry's path in the package.
    ///   - rules: what stays out.
    ///   - target: what native modules must be for.
    ///   - own: the server's own files.
    ///   - folders: the `node_modules` folders among them.
    ///   - listings: the directories that were looked at in this run.
    ///   - scans: what scripts are known to say.
    /// - Throws: `ProvisioningError` for a package.json that is no JSON or cannot be read.
    init(
        root: String, sourceDirectory: String, entry: String, rules: IgnoreRules, target: TargetPlatform,
        own: SourceTreeContents, folders: [SourceTree.ModuleFolder], listings: DirectoryListings,
        scans: ModuleScans
    ) throws {
        self.root = root
        self.entry = entry
        self.rules = rules
        self.target = target
        self.own = own
        self.scans = scans
        self.folders = folders
        installed = InstalledModules(root: root, directories: listings)
        let chain = Self.chain(from: Path.directory(of: entry)) + Self.chain(from: sourceDirectory)
        installation = Installation(directories: chain.map { Path.join(root, $0) })
        var isWorkspace = false
        for directory in chain where importers[directory] == nil {
            guard let location = Self.location(of: directory, in: own) else { continue }
            let manifest = try ProductionClosure.manifest(in: location, root: root) ?? ModuleManifest()
            manifests[directory] = manifest
            importers[directory] = location
            isWorkspace =
                isWorkspace || manifest.hasWorkspaces || own.hasFile(Path.join(directory, "pnpm-workspace.yaml"))
        }
        for folder in folders {
            let isBelow = Path.relative(folder.owner, to: sourceDirectory) != nil || sourceDirectory.isEmpty
            if importers[folder.owner] != nil || (isBelow && !isWorkspace) { try take(folder.owner) }
        }
    }

    /// Whether a package.json from the entry or the source up to the root says anything about dependencies.
    var namesDependencies: Bool { importers.keys.contains { manifests[$0]?.hasDependencyKeys == true } }

    /// Decides.
    ///
    /// - Parameter walker: has walked the server's own files.
    /// - Throws: `ProvisioningError` for a broken lock, what is needed and missing or for another platform, links out of the root, and
    ///   modules that cannot be laid out without links.
    mutating func select(_ walker: SourceTreeWalker) throws -> PackageSelector.Modules {
        let lock = try installation.lock(root: root)
        for _ in 0..<Self.mostRounds {
            let closure = try ProductionClosure(
                of: importers.map { ($0.key, $0.value) }, root: root, target: target, lock: lock, loaded: loaded,
                installed: &installed, isIgnored: isIgnored)
            try refuse(closure)
            let places = try placements(closure)
            var walker = walker
            for place in places {
                let module = closure.modules[place.module]
                try walker.addModule(module.location, at: place.path, isOwn: isOwn(module.location))
            }
            let whole = whole
            for folder in folders where whole.contains(folder.path) { try walker.add(folder) }
            let tree = walker.sorted()
            let ownModules = places.filter { isOwn(closure.modules[$0.module].location) }
            let contents = SourceTreeContents(tree, scans: scans)
            let check = try check(tree, contents, ownModules.map(\.path))
            guard try extend(by: check, contents, ownModules, closure) else {
                let report = ModuleReport(root: root, closure: closure, places: places)
                var decisions = PackageDecisions()
                decisions.modules = report.included
                for (folder, listing) in installed.seen where listing.entries[".pnpm"] == .directory {
                    _ = try installed.listing(of: Path.join(folder, ".pnpm"))
                }
                decisions.excluded = report.excluded(
                    installed, folders: folders, whole: whole, importers: importers, manifests: manifests)
                return PackageSelector.Modules(
                    tree: tree, check: check, decisions: decisions, warnings: warnings + unused(closure))
            }
        }
        throw ProvisioningError(
            .operation, code: "Unexpected", "what \(entry) loads was not found in \(Self.mostRounds) rounds")
    }

    // MARK: - Directories

    /// A directory and those above it, the root last.
    private static func chain(from directory: String) -> [String] {
        Array(Path.upwards(from: directory))
    }

    static func location(of directory: String, in own: SourceTreeContents) -> String? {
        own.location(of: Path.join(directory, "package.json")).map { Path.directory(of: $0) }
    }

    /// Counts a directory with the server's own files; whether that is new.
    @discardableResult
    mutating func take(_ directory: String) throws -> Bool {
        let manifest = try manifest(of: directory)
        let folder = Path.join(directory, "node_modules")
        if manifest?.hasDependencyKeys != true, folders.contains(where: { $0.path == folder }) {
            return silent.insert(directory).inserted
        }
        guard importers[directory] == nil, let location = Self.location(of: directory, in: own) else { return false }
        importers[directory] = location
        return true
    }

    /// The folders that go in as they are: of a silent directory, unless a package below it says what it needs of them.
    private var whole: Set<String> {
        let speaking = importers.keys.filter { manifests[$0]?.hasDependencyKeys == true }
        let unheard = silent.filter { owner in
            !owner.isEmpty && !speaking.contains { Path.relative($0, to: owner) != nil }
        }
        return Set(unheard.map { Path.join($0, "node_modules") })
    }

    mutating func manifest(of directory: String) throws -> ModuleManifest? {
        if let known = manifests[directory] { return known }
        guard let location = Self.location(of: directory, in: own) else { return nil }
        let manifest = try ProductionClosure.manifest(in: location, root: root) ?? ModuleManifest()
        manifests[directory] = manifest
        return manifest
    }

    func isIgnored(_ path: String) -> Bool {
        Self.chain(from: path).contains { !$0.isEmpty && rules.ignores($0, isDirectory: true) }
    }

    /// Whether a directory on disk is one of the project's and no installed one.
    private func isOwn(_ location: String) -> Bool {
        !Path.segments(of: Path.relative(location, to: root) ?? location).contains("node_modules")
    }

    // MARK: - Modules

    private func placements(_ closure: ProductionClosure) throws -> [ModuleLayout.Placement] {
        let isInPlace =
            !closure.modules.contains(where: \.isLinked)
            && closure.importers.allSatisfy { Path.join(root, $0.path) == $0.location || $0.path.isEmpty }
        if isInPlace {
            return closure.modules.enumerated().map {
                ModuleLayout.Placement(Path.relative($0.element.location, to: root) ?? "", $0.offset)
            }
        }
        do throws(ModuleLayout.Unplaceable) {
            return try ModuleLayout.placements(of: closure.graph)
        } catch {
            var names: [String] = []
            for module in error.chain.map({ closure.modules[$0] }) {
                let name = module.manifest.version.map { "\(module.name)@\($0)" } ?? module.name
                if !names.contains(name) { names.append(name) }
            }
            throw ProvisioningError(
                .configuration, code: "LinkedModules",
                "modules need each other in a circle of versions that only links can satisfy, which a package cannot keep: "
                    + names.prefix(10).joined(separator: ", "),
                hint: "Give the packages in the circle one version each (overrides in package.json).")
        }
    }

    private func refuse(_ closure: ProductionClosure) throws {
        if !closure.missing.isEmpty {
            let lines = closure.missing.prefix(20).map { missing in
                var line = "  \(missing.name), needed by \(missing.neededBy)"
                if missing.isLocked, let lock = installation.lockFile { line += ", in \(lock)" }
                if let folder = installed.folderAboveRoot(with: missing.name) {
                    line += ", is in \(folder), outside the package root"
                }
                return line
            }
            let more = closure.missing.count > 20 ? "\n  and \(closure.missing.count - 20) more" : ""
            throw ProvisioningError(
                .configuration, code: "MissingDependency",
                "modules that the server needs in production are not installed:\n" + lines.joined(separator: "\n")
                    + more,
                hint:
                    "Install them with \(installation.command(isLocked: closure.missing.allSatisfy(\.isLocked))), set root: to a directory that holds them, or take them out of package.json."
            )
        }
        if let other = closure.otherPlatforms.first {
            throw ProvisioningError(
                .configuration, code: "WrongPlatform",
                "\(other.neededBy) has its native part for another platform only: \(other.installed.joined(separator: ", ")) is installed, the function runs on \(target.summary) and needs \(other.wanted.joined(separator: " or "))",
                hint: PackageSelector.platformHint(target))
        }
    }

    private func check(
        _ tree: SourceTree, _ contents: SourceTreeContents, _ ownModules: [String]
    ) throws -> ModuleCheck<SourceTreeContents>.Result {
        let installed = installed
        let plugAndPlay = Self.chain(from: Path.directory(of: entry)).lazy.map { Path.join($0, ".pnp.cjs") }
            .first { own.hasFile($0) }
        return try ModuleCheck(
            contents: contents, root: root, ignoredBy: tree.ignoredAncestor,
            isOwn: { file in ownModules.contains { Path.relative(file, to: $0) != nil } },
            explain: { path in
                guard let name = Path.relative(path, to: "node_modules") else { return nil }
                if let file = plugAndPlay {
                    return
                        "Yarn's \(file) keeps modules in archives, which a package cannot hold; set nodeLinker: node-modules"
                }
                return installed.folderAboveRoot(with: name).map {
                    "it is in \($0), outside the package root \(root); set root: to a directory that holds it"
                }
            }
        ).check(entry)
    }

    private func unused(_ closure: ProductionClosure) -> [String] {
        closure.withoutModules.map { "\($0) names dependencies, and no node_modules is there: none of them go in" }
    }
}
