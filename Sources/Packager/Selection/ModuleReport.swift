/// Says of each module why it goes in or stays out.
struct ModuleReport {
    let root: String
    let closure: ProductionClosure
    let places: [ModuleLayout.Placement]

    /// The modules that go in, sorted by path.
    var included: [IncludedModule] {
        var firstPath: [Int: String] = [:]
        for place in places where firstPath[place.module] == nil { firstPath[place.module] = place.path }
        var dependents: [Int: Set<String>] = [:]
        func note(_ edges: [ProductionClosure.Edge], of owner: String) {
            for edge in edges { dependents[edge.target, default: []].insert(Self.dependent(edge.reason, owner)) }
        }
        for importer in closure.importers { note(importer.edges, of: importer.path) }
        for (index, module) in closure.modules.enumerated() { note(module.edges, of: firstPath[index] ?? module.name) }
        let sorted = dependents.mapValues { $0.sorted(by: Path.precedes) }
        return places.map { place in
            let module = closure.modules[place.module]
            return IncludedModule(
                path: place.path, location: module.location, name: module.manifest.name ?? module.name,
                version: module.manifest.version, neededBy: sorted[place.module] ?? [])
        }.sorted { Path.precedes($0.path, $1.path) }
    }

    private static func dependent(_ reason: ProductionClosure.Reason, _ owner: String) -> String {
        switch reason {
        case .named(let kind): "\(Path.join(owner, "package.json")) (\(kind.rawValue))"
        case .loaded(let place): place
        case .beside: "\(owner.isEmpty ? "the server" : owner), beside it"
        }
    }

    /// What stays out of the `node_modules` folders that were looked at, where it is on disk.
    ///
    /// - Parameters:
    ///   - installed: the folders that were looked at.
    ///   - folders: the folders of the server's own directories.
    ///   - whole: those of them that go in as they are.
    ///   - importers: the directories whose package.json counts.
    ///   - manifests: what these say.
    func excluded(
        _ installed: InstalledModules, folders: [SourceTree.ModuleFolder],
        whole: Set<String>, importers: [String: String], manifests: [String: ModuleManifest]
    ) -> [FileDecision] {
        var kept: Set<String> = []
        for module in closure.modules {
            var path = module.location
            while path != root && !path.isEmpty && kept.insert(path).inserted { path = Path.directory(of: path) }
        }
        var development: [String: Set<String>] = [:]
        for (path, location) in importers {
            development[Path.join(location, "node_modules")] = manifests[path]?.developmentDependencies
        }
        var result = closure.leftOut.map { FileDecision(path: $0.key, isIncluded: false, reason: $0.value) }
        let told = Set(closure.leftOut.keys)
        for (folder, listing) in installed.seen {
            for (name, type) in listing.entries {
                let location = Path.join(folder, name)
                guard !kept.contains(location), !kept.contains(installed.target(of: location, type)),
                    let path = Path.relative(location, to: root), !told.contains(path)
                else { continue }
                let reason =
                    if development[folder]?.contains(name) == true {
                        "is a development dependency"
                    } else if name.utf8.first == UInt8(ascii: ".") {
                        "belongs to the package manager"
                    } else {
                        "is needed by nothing that the server needs in production"
                    }
                result.append(FileDecision(path: path, isIncluded: false, reason: reason))
            }
        }
        for folder in folders where !whole.contains(folder.path) && importers[folder.owner] == nil {
            result.append(
                FileDecision(
                    path: folder.path, isIncluded: false,
                    reason: "holds the modules of \(folder.owner), which the server does not load"))
        }
        return result.sorted { Path.precedes($0.path, $1.path) }
    }
}
