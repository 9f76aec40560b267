import ProvisioningDomain

/// Decides what goes into a package: the server's own files, and of `node_modules` what `prune` says.
struct PackageSelector {
    let request: PackageRequest
    /// The package root, absolute and without links.
    let root: String
    /// The source directory relative to the root.
    let sourceDirectory: String
    let rules: IgnoreRules
    /// The directory that packages are written to.
    let destination: String
    /// The directories that were looked at in this run.
    let listings: DirectoryListings
    /// What scripts are known to say.
    let scans: ModuleScans

    /// What was decided on the modules.
    struct Modules {
        var tree: SourceTree
        var check: ModuleCheck<SourceTreeContents>.Result
        var decisions = PackageDecisions()
        var warnings: [String] = []
    }

    private var target: TargetPlatform { TargetPlatform(request.architecture) }

    /// Decides.
    ///
    /// - Throws: as `NodePackager.package`.
    func select() throws -> PackageSelection {
        var walker = SourceTreeWalker(root: root, rules: rules, destination: destination, listings: listings)
        let isModule = request.entry.map { Path.segments(of: $0).contains("node_modules") } == true
        let own: SourceTree
        if request.pruning == .none || isModule {
            own = try walker.walk()
        } else {
            try walker.walkOwnFiles()
            own = walker.sorted()
        }
        let contents = SourceTreeContents(own, scans: scans)
        let entry = try EntryPoint.resolve(
            configured: request.entry, sourceDirectory: sourceDirectory, root: root, contents: contents,
            ignoredBy: own.ignoredAncestor)
        for name in BridgeFiles.names where contents.hasFile(name) {
            throw ProvisioningError(
                .configuration, code: "ReservedName",
                "\(Path.join(root, name)) has the name of a file that is added to the package",
                hint: "Rename it, or leave it out with \(IgnoreRules.fileName).")
        }
        var modules: Modules
        if own.moduleFolders.isEmpty && (request.pruning == .none || isModule) {
            modules = try keepingAll(own, entry)
        } else {
            var pruning = try ProductionSelection(
                root: root, sourceDirectory: sourceDirectory, entry: entry, rules: rules, target: target, own: contents,
                folders: own.moduleFolders, listings: listings,
                scans: scans)
            if pruning.namesDependencies {
                modules = try pruning.select(walker)
            } else {
                for folder in own.moduleFolders { try walker.add(folder) }
                modules = try keepingAll(walker.sorted(), entry)
            }
        }
        return try finish(&modules, entry)
    }

    private func keepingAll(_ tree: SourceTree, _ entry: String) throws -> Modules {
        let check = try ModuleCheck(
            contents: SourceTreeContents(tree, scans: scans), root: root, ignoredBy: tree.ignoredAncestor
        ).check(entry)
        if check.dependenciesAreIncomplete, check.error == nil,
            tree.files.contains(where: { $0.location.contains("/node_modules/.pnpm/") })
        {
            throw Self.linkedModules(check.warnings)
        }
        return Modules(tree: tree, check: check)
    }

    /// The refusal of links whose targets would not find what they need.
    ///
    /// pnpm keeps each module in a place of its own and links it to where others look: once the links are followed and nothing is known of who
    /// needs whom, a module no longer finds what it depends on.
    private static func linkedModules(_ warnings: [String]) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "LinkedModules",
            "node_modules is laid out by pnpm with links, which a package cannot keep; modules in it would not be found:\n"
                + warnings.map { "  \($0)" }.joined(separator: "\n"),
            hint:
                "Name the dependencies in package.json and leave prune: at production, or install with real directories: pnpm install --prod --config.node-linker=hoisted."
        )
    }

    private func finish(_ modules: inout Modules, _ entry: String) throws -> PackageSelection {
        let trace = request.pruning == .traced ? try keepWhatIsReached(&modules, from: entry) : nil
        let tree = modules.tree
        let native = try NativeSelection(tree.files, target: target) {
            try FileSystem.beginning(of: $0.location, count: NativeBinary.headerSize)
        }
        if request.pruning == .none {
            modules.warnings += native.refused.map { "\($0.path) \($0.reason), the function runs on \(target.summary)" }
        } else {
            let leftOut = Set(native.leftOut.map(\.path))
            if !leftOut.isEmpty { modules.tree.files.removeAll { leftOut.contains($0.path) } }
            modules.decisions.excluded += native.leftOut
        }
        if let violation = LambdaLimits.violation(files: modules.tree.files.map { ($0.path, $0.size) }) {
            throw violation
        }
        if let error = modules.check.error { throw error }
        if request.pruning != .none, !native.refused.isEmpty { throw wrongPlatform(native.refused) }
        modules.decisions.excluded += tree.ignored.map {
            FileDecision(path: $0, isIncluded: false, reason: ProductionClosure.byRule)
        }
        modules.decisions.excluded += tree.danglingLinks.map {
            FileDecision(path: $0, isIncluded: false, reason: "is a link that leads nowhere")
        }
        modules.decisions.excluded.sort { Path.precedes($0.path, $1.path) }
        return PackageSelection(
            root: root, sourceDirectory: sourceDirectory, tree: modules.tree, entry: entry,
            bridge: BridgeFiles.all(request.kind, entry: entry, directory: sourceDirectory),
            warnings: tree.warnings + modules.warnings + modules.check.warnings, decisions: modules.decisions,
            trace: trace)
    }

    private func wrongPlatform(_ files: [FileDecision]) -> ProvisioningError {
        let lines = files.prefix(20).map { "  \($0.path) \($0.reason)" }
        return ProvisioningError(
            .configuration, code: "WrongPlatform",
            "native modules cannot be loaded by the function, which runs on \(target.summary):\n"
                + lines.joined(separator: "\n"),
            hint: Self.platformHint(target))
    }

    /// What to do about modules for another platform.
    static func platformHint(_ target: TargetPlatform) -> String {
        "Install for the function (npm ci --omit=dev \(target.installOptions), or on such a machine), set architecture: to what is installed, or leave out what the server does not load with \(IgnoreRules.fileName)."
    }
}
