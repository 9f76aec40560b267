/// Modules that are loaded.
extension ModuleTracer {
    mutating func follow(_ reference: ModuleReference, from path: String, _ owner: String) {
        if BuiltinModules.contains(reference.specifier) {
            if PackageCapabilities.readers.contains(Self.withoutScheme(reference.specifier)) {
                capabilities.addReader(owner)
            }
            return
        }
        let verb = reference.kind == .import ? "imports" : "requires"
        let step = TraceStep(origin: path, line: reference.line, action: "\(verb) \(reference.specifier)")
        for target in targets(reference.specifier, from: path, reference.kind) { load(target, step, for: owner) }
    }

    private static func withoutScheme(_ specifier: String) -> String {
        specifier.hasPrefix("node:") ? String(specifier.dropFirst(5)) : specifier
    }

    /// The files that a specifier may mean.
    func targets(_ specifier: String, from path: String, _ kind: ModuleReference.Kind) -> [String] {
        var targets: [String] = []
        for resolver in resolvers {
            guard case .file(let target) = resolver.resolve(specifier, from: path, kind) else { continue }
            if !targets.contains(target) { targets.append(target) }
            if specifier.hasPrefix(".") { break }
        }
        return targets
    }

    private mutating func load(_ target: String, _ step: TraceStep, for owner: String) {
        let other = self.owner(of: target)
        if other != owner { capabilities.addDependency(of: owner, on: other) }
        keep(target, step)
    }

    /// What a computed name may mean.
    mutating func follow(_ reference: DynamicReference, from path: String, _ owner: String) {
        var kept: [String] = []
        let step = TraceStep(origin: path, line: reference.line, action: "loads a computed name (\(reference.source))")
        let text = reference.path.text
        if reference.path.base != .none {
            let place = PathReference(
                path: reference.path, line: reference.line, isOnlyBelow: true, source: reference.source)
            kept = keepPlaces(place, from: path, owner, step)
        } else if text.hasPrefix("./") || text.hasPrefix("../") {
            kept = keepDirectory(ofPrefix: Path.join(Path.directory(of: path), text), owner, step)
        } else if !text.isEmpty, !text.hasPrefix("/"), text != ".", text != ".." {
            kept = keepModules(beginningWith: text, from: path, step)
        } else {
            kept = keepAnything(for: owner, step)
        }
        dynamicLoads.append(DynamicLoad(file: path, line: reference.line, source: reference.source, kept: kept))
    }

    /// Keeps the directory that a path with an unknown end lies in.
    private mutating func keepDirectory(ofPrefix prefix: String, _ owner: String, _ step: TraceStep) -> [String] {
        let directory = prefix.hasSuffix("/") ? prefix : Path.directory(of: prefix)
        guard let place = Path.normalized(directory) else { return keepPackage(owner, step) }
        return keepDirectory(place, step)
    }

    /// Keeps the modules whose names begin with a text: `require("driver-" + name)`, `require("date-fns/locale/" + name)`.
    private mutating func keepModules(beginningWith text: String, from path: String, _ step: TraceStep) -> [String] {
        let segments = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        let depth = text.hasPrefix("@") ? 2 : 1
        var kept: [String] = []
        for modules in modulesDirectories(above: path) {
            if segments.count > depth {
                let module = Path.join(modules, segments.prefix(depth).joined(separator: "/"))
                guard index.hasDirectory(module) else { continue }
                // A map may lead from the name to any place of the package.
                let isMapped = contents.manifest(in: module)?.exports != nil
                let inner = segments.dropFirst(depth).dropLast().joined(separator: "/")
                kept +=
                    isMapped
                    ? keepPackage(module, step) : keepDirectory(inner.isEmpty ? module : Path.join(module, inner), step)
            } else {
                let scope = segments.dropLast().joined(separator: "/")
                let directory = scope.isEmpty ? modules : Path.join(modules, scope)
                for name in index.names(in: directory, beginningWith: segments.last ?? "").sorted() {
                    kept += keepPackage(Path.join(directory, name), step)
                }
            }
        }
        return kept
    }

    /// The directories that modules are looked for in, the nearest first.
    private func modulesDirectories(above path: String) -> [String] {
        Path.moduleFolders(above: Path.directory(of: path)).filter(index.hasDirectory)
    }

    /// Keeps all that a name of which nothing is known may mean: the package, what it declares, and what the server declares.
    private mutating func keepAnything(for owner: String, _ step: TraceStep) -> [String] {
        var kept = keepPackage(owner, step)
        capabilities.addReader(owner)
        let declared =
            keepDeclared(by: owner, step)
            + (owner == sourceDirectory ? [] : keepDeclared(by: sourceDirectory, step))
        if !declared.isEmpty { kept.append("what its package.json and the server's declare") }
        return kept
    }

    /// Keeps the main files of the dependencies in a manifest, or all of a package without one.
    private mutating func keepDeclared(by owner: String, _ step: TraceStep) -> [String] {
        guard let manifest = contents.manifest(in: owner) else { return [] }
        let importer = Path.join(owner, "package.json")
        var kept: [String] = []
        for name in manifest.declaredDependencies.sorted() {
            var mains = targets(name, from: importer, .require)
            mains += targets(name, from: importer, .import).filter { !mains.contains($0) }
            for main in mains { load(main, step, for: owner) }
            if mains.isEmpty,
                let modules = modulesDirectories(above: importer).first(where: {
                    index.hasDirectory(Path.join($0, name))
                })
            {
                _ = keepPackage(Path.join(modules, name), step)
            }
            if !mains.isEmpty { kept.append(name) }
        }
        return kept
    }
}
