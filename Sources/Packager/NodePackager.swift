public import ProvisioningDomain

/// Packages an untouched Node.js server as a zip for AWS Lambda, the same bytes for the same files on any machine at any time.
///
/// Everything in the package root goes in, with `node_modules` as it is, except what the default rules and `.provisionignore` leave out.
/// Empty directories are not kept.
public struct NodePackager: Sendable {
    private let cacheDirectory: String?
    private let threads: Int?
    /// Nanoseconds since 1970.
    private let now: @Sendable () -> Int64

    /// A packager.
    ///
    /// - Parameters:
    ///   - cache: the directory to keep for the next run what this one compressed; nil keeps nothing.
    ///   - threads: how many threads compress; nil for one on each processor, up to 8.
    public init(cache: String? = nil, threads: Int? = nil) {
        self.init(cache: cache, threads: threads) { FileSystem.now() }
    }

    /// A packager with a clock that gives nanoseconds since 1970.
    package init(cache: String?, threads: Int? = nil, now: @escaping @Sendable () -> Int64) {
        cacheDirectory = cache
        self.threads = threads
        self.now = now
    }

    /// Writes the package described by `request` into its destination.
    ///
    /// - Returns: where the zip is and what is in it.
    /// - Throws: `ProvisioningError` when the source cannot be packaged: no entry, links out of the root, modules that cannot be resolved,
    ///   over Lambda's limits, unreadable files; `CancellationError` when the task is cancelled. Nothing is left behind then.
    public func package(_ request: PackageRequest) throws -> PackagedArtifact {
        let root = try Self.canonicalDirectory(request.root, "package root")
        let source = try Self.canonicalDirectory(request.source, "source directory")
        guard let sourceDirectory = Path.relative(source, to: root) else {
            throw ProvisioningError(
                .configuration, code: "SourceOutsideRoot",
                "the source directory \(source) lies outside the package root \(root)",
                hint: "Set root: to a directory that holds the source.")
        }
        try FileSystem.makeDirectory(request.destination)
        let destination = FileSystem.canonicalPath(request.destination) ?? request.destination
        let rules = try Self.rules(root: root, sourceDirectory: sourceDirectory)
        // Made before the walk, which sees it.
        let cache = cacheDirectory.flatMap { PackageCache($0) }
        let started = now()
        var walker = SourceTreeWalker(root: root, rules: rules, destination: destination)
        let tree = try walker.walk()
        var writing = try writing(request, root, sourceDirectory, tree, destination, cache, started)
        if let artifact = writing.unchanged() { return artifact }
        let plan = try Self.plan(
            tree, root: root, sourceDirectory: sourceDirectory, entry: request.entry, kind: request.kind)
        return try writing.write(
            ArchiveItem.merged(tree.files, plan.bridge), entry: plan.entry, warnings: plan.warnings)
    }

    private func writing(
        _ request: PackageRequest, _ root: String, _ sourceDirectory: String, _ tree: SourceTree,
        _ destination: String, _ cache: PackageCache?, _ started: Int64
    ) throws -> PackageWriting {
        let options = [
            root, sourceDirectory, request.entry ?? "", request.entry == nil ? "" : "entry", request.kind.rawValue,
            "\(request.pruning)", "\(request.architecture)",
        ]
        let program = try? FileSystem.status(of: "/proc/self/exe", followingLinks: true).identity
        return PackageWriting(
            destination: destination, threads: threads ?? min(ThreadBody.processors, 8), started: started,
            root: root, inputs: try PackageInputs(program: program, options: options, tree: tree, started: started),
            cache: cache,
            slot: try PackageCache.slot(options))
    }

    /// What was decided before anything is written.
    private struct Plan {
        var entry: String
        var bridge: [(path: String, bytes: [UInt8])]
        var warnings: [String]
    }

    private static func plan(
        _ tree: SourceTree, root: String, sourceDirectory: String, entry: String?, kind: ComponentKind
    ) throws -> Plan {
        let contents = SourceTreeContents(tree)
        let entry = try EntryPoint.resolve(
            configured: entry, sourceDirectory: sourceDirectory, root: root, contents: contents,
            ignoredBy: tree.ignoredAncestor)
        for name in BridgeFiles.names where contents.hasFile(name) {
            throw ProvisioningError(
                .configuration, code: "ReservedName",
                "\(Path.join(root, name)) has the name of a file that is added to the package",
                hint: "Rename it, or leave it out with \(IgnoreRules.fileName).")
        }
        let bridge = BridgeFiles.all(kind, entry: entry, directory: sourceDirectory)
        if let violation = LambdaLimits.violation(zipped: nil, files: tree.files.map { ($0.path, $0.size) }) {
            throw violation
        }
        let modules = try ModuleCheck(contents: contents, root: root, ignoredBy: tree.ignoredAncestor).check(entry)
        if let error = modules.error ?? linkedModulesRefusal(tree, modules) { throw error }
        return Plan(entry: entry, bridge: bridge, warnings: tree.warnings + modules.warnings)
    }

    /// pnpm keeps each module in a place of its own and links it to where others look: once the links are followed, a module no longer finds
    /// what it depends on.
    private static func linkedModulesRefusal(
        _ tree: SourceTree, _ modules: ModuleCheck<SourceTreeContents>.Result
    ) -> ProvisioningError? {
        guard modules.dependenciesAreIncomplete,
            tree.files.contains(where: { $0.location.contains("/node_modules/.pnpm/") })
        else { return nil }
        return ProvisioningError(
            .configuration, code: "LinkedModules",
            "node_modules is laid out by pnpm with links, which a package cannot keep; modules in it would not be found:\n"
                + modules.warnings.map { "  \($0)" }.joined(separator: "\n"),
            hint: "Install with real directories: pnpm install --prod --config.node-linker=hoisted.")
    }

    private static func canonicalDirectory(_ path: String, _ what: String) throws -> String {
        guard let canonical = FileSystem.canonicalPath(path) else { throw FileSystem.failure("find the \(what)", path) }
        guard try FileSystem.kind(of: canonical, followingLinks: false) == .directory else {
            throw ProvisioningError(
                .configuration, code: "NotADirectory", "the \(what) \(path) is not a directory",
                hint: "Name the directory that holds the server.")
        }
        return canonical
    }

    private static func rules(root: String, sourceDirectory: String) throws -> IgnoreRules {
        var rules = IgnoreRules.withDefaults(sourceDirectory: sourceDirectory)
        for base in sourceDirectory.isEmpty ? [""] : ["", sourceDirectory] {
            let path = Path.join(Path.join(root, base), IgnoreRules.fileName)
            guard FileSystem.canonicalPath(path) != nil else { continue }
            rules.add(String(decoding: try FileSystem.contents(of: path), as: UTF8.self), base: base)
        }
        return rules
    }
}

extension NodePackager: ArtifactPackager {
    /// Writes the package of a component as `<sha256>.zip` into `directory`.
    ///
    /// - Throws: as ``package(_:)``, and for a provider that there is no bridge for.
    public func package(_ component: ComponentSpecification, into directory: String) async throws -> Artifact {
        guard component.provider == .aws else {
            throw ProvisioningError(
                .configuration, code: "NoBridge",
                "there is no bridge for a \(component.kind.rawValue) component on \(component.provider.rawValue): \(component.component)",
                hint: "Components on aws can be packaged.")
        }
        let packaged = try package(
            PackageRequest(
                source: component.source, root: component.root, entry: component.entry, kind: component.kind,
                pruning: component.pruning, architecture: component.architecture, destination: directory))
        return Artifact(
            path: packaged.path, sha256: packaged.sha256, size: Int(packaged.size),
            unpackedSize: Int(packaged.unpackedSize), handler: packaged.handler, warnings: packaged.warnings)
    }
}
