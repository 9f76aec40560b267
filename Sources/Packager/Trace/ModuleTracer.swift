/// Follows all that a server loads or reads from its entry on, and keeps what that may be.
///
/// What cannot be understood keeps too much rather than too little: a computed name keeps the directory that it begins with, or else the whole
/// package that has it and whatever that package and the server declare as dependencies.
package struct ModuleTracer<Contents: PackageContents> {
    let contents: Contents
    let index: PathIndex
    /// The directory that the server runs in, relative to the root.
    let sourceDirectory: String
    let entry: String
    let resolvers: [ModuleResolver<Contents>]

    var steps: [String: TraceStep] = [:]
    var queue: [String] = []
    var dynamicLoads: [DynamicLoad] = []
    /// Packages of which every file is kept.
    var wholePackages: Set<String> = []
    /// Packages whose manifests and native modules are kept.
    var touchedPackages: Set<String> = []
    /// Directories whose files are kept.
    var keptDirectories: Set<String> = []
    /// Packages, by which others they load and whether they can read files.
    var capabilities = PackageCapabilities()
    /// Uses of the working directory that matter only if their package can read files.
    var workingDirectoryUses: [(file: String, package: String, reference: PathReference)] = []
    private var owners: [String: String] = [:]

    /// A trace of one server.
    ///
    /// - Parameters:
    ///   - contents: the files that may be kept.
    ///   - paths: their paths, sorted by bytes.
    ///   - sourceDirectory: the directory that the server runs in, relative to the root and empty for it.
    ///   - entry: the file that starts the server.
    package init(contents: Contents, paths: [String], sourceDirectory: String, entry: String) {
        self.contents = contents
        index = PathIndex(paths)
        self.sourceDirectory = sourceDirectory
        self.entry = entry
        // Node.js 22 knows a condition that older ones do not: what either would load is kept.
        resolvers = [
            ModuleResolver(contents: contents), ModuleResolver(contents: contents, knowsModuleSync: false),
        ]
    }

    /// Traces.
    ///
    /// - Parameter kept: files that are kept whatever leads to them.
    /// - Throws: what reading a file throws, `CancellationError`.
    package mutating func trace(keeping kept: [String] = []) throws -> ModuleTrace {
        keep(entry, TraceStep(origin: nil, action: "\(entry) is the entry"))
        keepManifest(in: sourceDirectory, for: entry)
        for path in kept {
            keep(path, TraceStep(origin: nil, action: "\(path) is kept by a rule of \(IgnoreRules.fileName)"))
        }
        var place = 0
        repeat {
            while place < queue.count {
                try Task.checkCancellation()
                try visit(queue[place])
                place += 1
            }
            settleWorkingDirectoryUses()
        } while place < queue.count
        let loads = dynamicLoads.sorted { ($0.file, $0.line, $0.source) < ($1.file, $1.line, $1.source) }
        return ModuleTrace(entry: entry, steps: steps, dynamicLoads: loads)
    }

    /// Keeps a file, with the manifests above it and the native modules of its package.
    mutating func keep(_ path: String, _ step: TraceStep) {
        guard steps[path] == nil, contents.hasFile(path) else { return }
        steps[path] = step
        queue.append(path)
        let owner = owner(of: path)
        var directory = Path.directory(of: path)
        while true {
            keepManifest(in: directory, for: path)
            if directory == owner || directory.isEmpty { break }
            directory = Path.directory(of: directory)
        }
        if touchedPackages.insert(owner).inserted { keepNativeModules(of: owner) }
    }

    private mutating func keepManifest(in directory: String, for path: String) {
        let manifest = Path.join(directory, "package.json")
        guard steps[manifest] == nil, contents.hasFile(manifest) else { return }
        steps[manifest] = TraceStep(origin: path, action: "is governed by \(manifest)")
        queue.append(manifest)
    }

    /// Native modules are found by conventions (bindings, node-gyp-build, node-pre-gyp) rather than by names, and bring shared libraries.
    private mutating func keepNativeModules(of owner: String) {
        guard Path.holdsModules(owner) else { return }
        for path in index.ownFiles(below: owner) {
            let name = Path.lastSegment(of: path)
            if name.hasSuffix(".node") || name.hasSuffix(".so") || name.contains(".so.") {
                keep(path, TraceStep(origin: Path.join(owner, "package.json"), action: "brings native code"))
            }
        }
    }

    private mutating func visit(_ path: String) throws {
        let name = Path.lastSegment(of: path)
        let isOwn = !Path.holdsModules(path)
        if name.hasSuffix(".json") {
            guard isOwn, name != "package.json", name != "package-lock.json" else { return }
        } else if !ModuleFile.isScript(name) {
            return
        }
        let scan = try contents.scan(of: path)
        let owner = owner(of: path)
        for reference in scan.references { follow(reference, from: path, owner) }
        for reference in scan.lookups { follow(reference, from: path, owner) }
        for reference in scan.dynamics { follow(reference, from: path, owner) }
        let isForNatives = scan.references.contains { NativeLoaders.names.contains($0.specifier) }
        for reference in scan.paths {
            // What a loader of native modules is told are places to look for those, which are kept.
            if isForNatives, reference.path.base == .moduleDirectory, reference.path.isComplete,
                Path.normalized(reference.path.text).map(\.isEmpty) ?? true
            {
                continue
            }
            follow(reference, from: path, owner)
        }
        for literal in scan.literals { follow(literal, from: path, isJSON: name.hasSuffix(".json")) }
    }

    /// The directory of the package that has a file: below the last `node_modules`, or the nearest with a named package.json.
    mutating func owner(of path: String) -> String {
        let directory = Path.directory(of: path)
        if let known = owners[directory] { return known }
        let found = findOwner(directory)
        owners[directory] = found
        return found
    }

    private func findOwner(_ directory: String) -> String {
        if let module = Path.moduleDirectory(of: directory) { return module }
        for current in Path.upwards(from: directory) where contents.manifest(in: current)?.name != nil {
            return current
        }
        let isInSource = Path.relative(directory, to: sourceDirectory) != nil
        return isInSource || sourceDirectory.isEmpty ? sourceDirectory : ""
    }
}
