import ProvisioningDomain

/// The packages that a server needs in production: what its package.json files name, what those packages name, and so on.
///
/// What a package needs is read from npm's lock when it knows the package's directory, otherwise from the package's own package.json.
/// Where a package is follows from Node.js' rules and the folders on disk, so that any installer's layout will do.
package struct ProductionClosure {
    /// Why something finds a package.
    package enum Reason: Sendable, Hashable {
        /// A package.json names it.
        case named(ModuleManifest.Kind)
        /// A file loads it that no package.json speaks for; the text is file and line.
        case loaded(String)
        /// A hidden folder beside the package, such as the code that Prisma generates.
        case beside
    }

    /// That something finds a package by a name.
    package struct Edge: Sendable, Equatable {
        var name: String
        var target: Int
        var reason: Reason
    }

    /// A directory with the server's own files.
    package struct Importer: Sendable, Equatable {
        /// The directory in the package, empty for the top.
        var path: String
        /// The directory on disk, absolute and without links.
        var location: String
        var edges: [Edge] = []
    }

    /// A package that is needed.
    package struct Module: Sendable, Equatable {
        /// The directory on disk, absolute and without links.
        var location: String
        /// The name that it was found by first.
        var name: String
        var manifest: ModuleManifest
        /// Whether a symbolic link led to it.
        var isLinked: Bool
        var edges: [Edge] = []
    }

    /// A package that is needed and not there.
    package struct Missing: Sendable, Equatable {
        var name: String
        var neededBy: String
        /// Whether npm's lock has it.
        var isLocked: Bool
    }

    /// A package whose part for the target was not installed, those for others were.
    package struct OtherPlatform: Sendable, Equatable {
        var neededBy: String
        var installed: [String]
        var wanted: [String]
    }

    package private(set) var importers: [Importer]
    package private(set) var modules: [Module] = []
    package private(set) var missing: [Missing] = []
    /// Packages that declare dependencies where no `node_modules` is at all: they may be built into the server's files.
    package private(set) var withoutModules: [String] = []
    package private(set) var otherPlatforms: [OtherPlatform] = []
    /// Paths relative to the root that stay out although something names them.
    package private(set) var leftOut: [String: String] = [:]

    private let root: String
    private let target: TargetPlatform
    private let lock: (lock: PackageLock, directory: String)?
    private let isIgnored: (String) -> Bool
    private let loaded: [String: [String: String]]
    private var places: [String: Int] = [:]

    /// Follows what `importers` need.
    ///
    /// - Parameters:
    ///   - importers: the directories whose package.json counts, as path in the package and directory on disk.
    ///   - root: the package root, absolute and without links.
    ///   - target: what optional packages for one platform must fit.
    ///   - lock: npm's lock and the directory that its paths are relative to.
    ///   - loaded: for a directory on disk, the packages that its files load unnamed, each with file and line.
    ///   - installed: the packages on disk.
    ///   - isIgnored: whether a rule leaves out a directory relative to the root.
    /// - Throws: `ProvisioningError` for a link that leaves the root or a folder that cannot be read; `CancellationError`.
    package init(
        of importers: [(path: String, location: String)], root: String, target: TargetPlatform,
        lock: (lock: PackageLock, directory: String)? = nil, loaded: [String: [String: String]] = [:],
        installed: inout InstalledModules, isIgnored: @escaping (String) -> Bool = { _ in false }
    ) throws {
        self.importers = importers.sorted { Path.precedes($0.path, $1.path) }
            .map { Importer(path: $0.path, location: $0.location) }
        self.root = root
        self.target = target
        self.lock = lock
        self.loaded = loaded
        self.isIgnored = isIgnored
        for index in self.importers.indices {
            let importer = self.importers[index]
            let manifest = try Self.manifest(in: importer.location, root: root) ?? ModuleManifest()
            self.importers[index].edges = try follow(
                manifest, at: importer.location, label: Path.join(importer.path, "package.json"), &installed)
        }
        var next = 0
        while next < modules.count {
            try Task.checkCancellation()
            let module = modules[next]
            let label = Path.join(Path.relative(module.location, to: root) ?? module.location, "package.json")
            modules[next].edges = try follow(module.manifest, at: module.location, label: label, &installed)
            next += 1
        }
        for module in modules { leftOut[Path.relative(module.location, to: root) ?? ""] = nil }
    }

    /// The packages and edges alone.
    package var graph: ModuleGraph {
        func plain(_ edges: [Edge]) -> [ModuleGraph.Edge] { edges.map { ModuleGraph.Edge($0.name, $0.target) } }
        return ModuleGraph(
            importers: importers.map { ModuleGraph.Importer($0.path, plain($0.edges)) },
            modules: modules.map { plain($0.edges) })
    }

    /// The manifest in a directory on disk; nil when there is none.
    ///
    /// - Throws: `ProvisioningError` for one that is no JSON or cannot be read.
    package static func manifest(in directory: String, root: String) throws -> ModuleManifest? {
        let file = Path.join(directory, "package.json")
        guard let bytes = try FileSystem.contentsIfPresent(of: file) else { return nil }
        return try ModuleManifest(packageJSON: bytes, file: Path.relative(file, to: root) ?? file)
    }

    private mutating func follow(
        _ manifest: ModuleManifest, at location: String, label: String, _ installed: inout InstalledModules
    ) throws -> [Edge] {
        var edges: [Edge] = []
        var forOthers: [String] = []
        var wanted: [String] = []
        var fits = false
        for need in manifest.needs {
            let platform = need.isOptional ? PlatformConstraint(name: need.name) : nil
            guard let found = try installed.find(need.name, from: location), !isLeftOut(found, need.name) else {
                if platform?.fits(target) == true, leftOut[Self.entry(need.name)] == nil { wanted.append(need.name) }
                try miss(need, from: location, label, &installed)
                continue
            }
            if let index = places[found.location] {
                edges.append(Edge(name: need.name, target: index, reason: .named(need.kind)))
                if platform != nil { fits = true }
                continue
            }
            let own = try self.manifest(at: found.location)
            let constraint = own.platforms == PlatformConstraint() ? platform : own.platforms
            if need.isOptional, let constraint, !constraint.fits(target) {
                leftOut[found.entry] = "is for \(constraint.summary), the function runs on \(target.summary)"
                if platform != nil { forOthers.append(found.entry) }
                continue
            }
            if platform != nil { fits = true }
            edges.append(Edge(name: need.name, target: add(found, need.name, own), reason: .named(need.kind)))
        }
        if !forOthers.isEmpty && !wanted.isEmpty && !fits {
            otherPlatforms.append(OtherPlatform(neededBy: label, installed: forOthers, wanted: wanted))
        }
        try followUnnamed(from: location, &edges, &installed)
        return edges
    }

    /// Adds what files load without a package.json that says so, and hidden folders beside a package.
    private mutating func followUnnamed(
        from location: String, _ edges: inout [Edge], _ installed: inout InstalledModules
    ) throws {
        var known = Set(edges.map(\.name))
        for (name, place) in (loaded[location] ?? [:]).sorted(by: { $0.key < $1.key }) where !known.contains(name) {
            guard let found = try installed.find(name, from: location), !isLeftOut(found, name) else { continue }
            known.insert(name)
            let index = try places[found.location] ?? add(found, name, manifest(at: found.location))
            edges.append(Edge(name: name, target: index, reason: .loaded(place)))
        }
        for folder in [Path.join(location, "node_modules"), Self.folder(holding: location)].compactMap({ $0 }) {
            guard let listing = try installed.listing(of: folder) else { continue }
            for name in listing.hidden where !Self.installersOwn.contains(name) && !known.contains(name) {
                let found = InstalledModules.Found(
                    location: Path.join(listing.location, name),
                    entry: Path.relative(Path.join(folder, name), to: root) ?? name, isLinked: listing.isLinked)
                if listing.entries[name] != .directory || isLeftOut(found, name) { continue }
                known.insert(name)
                let index = places[found.location] ?? add(found, name, ModuleManifest())
                edges.append(Edge(name: name, target: index, reason: .beside))
            }
        }
    }

    private mutating func add(_ found: InstalledModules.Found, _ name: String, _ manifest: ModuleManifest) -> Int {
        modules.append(
            Module(location: found.location, name: name, manifest: manifest, isLinked: found.isLinked))
        places[found.location] = modules.count - 1
        return modules.count - 1
    }

    private mutating func miss(
        _ need: ModuleManifest.Need, from location: String, _ label: String, _ installed: inout InstalledModules
    ) throws {
        if need.isOptional || leftOut[Self.entry(need.name)] != nil { return }
        let locked = lock.flatMap { lock, directory in
            Path.relative(location, to: directory).flatMap { lock.entry(named: need.name, from: $0) }
        }
        if locked?.isOptional == true || (locked == nil && need.kind == .peerDependencies) { return }
        guard try installed.hasModules(above: location) else {
            if withoutModules.last != label { withoutModules.append(label) }
            return
        }
        missing.append(
            Missing(name: need.name, neededBy: "\(label) (\(need.kind.rawValue))", isLocked: locked != nil))
    }

    /// Whether a rule leaves the package out, by where it is or by where it would go.
    private mutating func isLeftOut(_ found: InstalledModules.Found, _ name: String) -> Bool {
        if places[found.location] != nil { return false }
        let place = Self.entry(name)
        if let reason = leftOut[found.entry] { return reason == Self.byRule }
        guard isIgnored(found.entry) || (found.isLinked && isIgnored(place)) else { return false }
        leftOut[found.entry] = Self.byRule
        leftOut[place] = Self.byRule
        return true
    }

    /// Why something that a rule matches stays out.
    package static let byRule = "is left out by a rule"

    private func manifest(at location: String) throws -> ModuleManifest {
        if let lock, let path = Path.relative(location, to: lock.directory), let entry = lock.lock.entry(at: path) {
            return entry.manifest
        }
        return try Self.manifest(in: location, root: root) ?? ModuleManifest()
    }

    private static func entry(_ name: String) -> String { "node_modules/\(name)" }

    /// The `node_modules` folder that a package lies in; nil for one that lies elsewhere.
    private static func folder(holding location: String) -> String? {
        var current = Path.directory(of: location)
        if Path.lastSegment(of: current).hasPrefix("@") { current = Path.directory(of: current) }
        return Path.lastSegment(of: current) == "node_modules" ? current : nil
    }

    /// Hidden names in `node_modules` that hold nothing to load.
    private static let installersOwn: Set<String> = [
        ".bin", ".cache", ".pnpm", ".store", ".yarn", ".ignored", ".vite", ".vite-temp", ".vitest", ".turbo",
        ".DS_Store", ".git",
    ]
}
