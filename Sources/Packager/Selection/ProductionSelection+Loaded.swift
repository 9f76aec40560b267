import ProvisioningDomain

extension ProductionSelection {
    /// Counts what the check found to be loaded and was not known to be needed; whether anything was new.
    mutating func extend(
        by check: ModuleCheck<SourceTreeContents>.Result, _ contents: SourceTreeContents,
        _ ownModules: [ModuleLayout.Placement], _ closure: ProductionClosure
    ) throws -> Bool {
        var isExtended = false
        for directory in Set(check.followed.map { Path.directory(of: $0) }).sorted() {
            guard let owner = own.packageDirectory(above: directory), importers[owner] == nil else { continue }
            if try take(owner) { isExtended = true }
        }
        if isExtended { return true }
        for missing in check.unresolved {
            guard let name = Self.packageName(missing.reference.specifier),
                let location = contents.location(of: missing.file).map({ Path.directory(of: $0) }),
                let found = try installed.find(name, from: location), !isIgnored(found.entry),
                closure.leftOut[found.entry] == nil
            else { continue }
            if try load(name, by: missing, ownModules, closure) { isExtended = true }
        }
        return isExtended
    }

    /// Keeps a package that an own file loads unnamed; whether that is new.
    private mutating func load(
        _ name: String, by missing: ModuleCheck<SourceTreeContents>.Unresolved,
        _ ownModules: [ModuleLayout.Placement], _ closure: ProductionClosure
    ) throws -> Bool {
        let place = "\(missing.file):\(missing.reference.line)"
        let owner: String
        let manifest: ModuleManifest
        if let module = ownModules.last(where: { Path.relative(missing.file, to: $0.path) != nil }) {
            owner = closure.modules[module.module].location
            manifest = closure.modules[module.module].manifest
        } else {
            let directory = own.packageDirectory(above: Path.directory(of: missing.file)) ?? ""
            owner = Self.location(of: directory, in: own) ?? root
            if importers[directory] == nil { importers[directory] = owner }
            manifest = try self.manifest(of: directory) ?? ModuleManifest()
        }
        let isForDevelopment = manifest.developmentDependencies.contains(name)
        if missing.isOptional && isForDevelopment { return false }
        guard loaded[owner]?[name] == nil else { return false }
        loaded[owner, default: [:]][name] = place
        let what = isForDevelopment ? "names for development only" : "does not name"
        warnings.append(
            "\(place) loads \"\(name)\", which package.json \(what): it goes in with what it needs; add it to dependencies"
        )
        return true
    }

    /// The package that a specifier names; nil for a path, a `#` import, an address or a module of Node.js.
    private static func packageName(_ specifier: String) -> String? {
        let segments = Path.segments(of: specifier)
        let name = segments.prefix(specifier.hasPrefix("@") ? 2 : 1).joined(separator: "/")
        guard ModuleManifest.isPackageName(name), !name.hasPrefix("#"), !name.contains(":"), !specifier.hasPrefix("/")
        else { return nil }
        return name
    }
}
