public import ProvisioningDomain

/// Packages an untouched Node.js server as a zip for AWS Lambda, the same bytes for the same files on any machine at any time.
///
/// The server's own files in the package root go in, except what the default rules and `.provisionignore` leave out, and of `node_modules`
/// what the server needs in production (see ``Pruning``). Empty directories are not kept.
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
        try package(request, withSelection: false).artifact
    }

    /// Writes the package described by `request`, and tells what was selected.
    ///
    /// - Parameter withSelection: whether the selection is needed; without need of it a package of an unchanged tree is handed out again.
    /// - Throws: as ``package(_:)``.
    package func package(
        _ request: PackageRequest, withSelection: Bool
    ) throws -> (artifact: PackagedArtifact, selection: PackageSelection?) {
        let place = try Place(request)
        try FileSystem.makeDirectory(request.destination)
        let destination = FileSystem.canonicalPath(request.destination) ?? request.destination
        var writing = try writing(request, place, destination)
        if !withSelection, let artifact = writing.unchanged() { return (artifact, nil) }
        let scans = writing.scans(isComplete: request.pruning == .traced)
        if !withSelection,
            let content = try writing.repeated(
                place.listings, scans,
                bridge: { BridgeFiles.all(request.kind, entry: $0, directory: place.sourceDirectory) })
        {
            place.listings.forget()
            writing.save(scans)
            return (try writing.write(content), nil)
        }
        let (content, selection) = try Self.content(of: place.selector(request, destination, scans), withSelection)
        place.listings.forget()
        writing.save(scans)
        return (try writing.write(content), selection)
    }

    /// What to write, and the selection that it is from, which takes much memory, only if that is needed.
    private static func content(
        of selector: PackageSelector, _ withSelection: Bool
    ) throws -> (PackageWriting.Content, PackageSelection?) {
        let selection = try selector.select()
        let content = PackageWriting.Content(
            items: ArchiveItem.merged(selection.tree.files, selection.bridge), entry: selection.entry,
            warnings: selection.warnings)
        return (content, withSelection ? selection : nil)
    }

    /// What ``package(_:)`` would write, with the reasons; nothing is written.
    package func select(_ request: PackageRequest) throws -> PackageSelection {
        let destination = FileSystem.canonicalPath(request.destination) ?? request.destination
        let scans = ModuleScans(threads: threadCount, isComplete: request.pruning == .traced)
        return try Place(request).selector(request, destination, scans).select()
    }

    /// Where a package comes from, and what the user's rules say.
    private struct Place {
        let root: String
        let sourceDirectory: String
        let rules: IgnoreRules
        let listings = DirectoryListings()

        init(_ request: PackageRequest) throws {
            let root = try NodePackager.canonicalDirectory(request.root, "package root")
            let source = try NodePackager.canonicalDirectory(request.source, "source directory")
            guard let sourceDirectory = Path.relative(source, to: root) else {
                throw ProvisioningError(
                    .configuration, code: "SourceOutsideRoot",
                    "the source directory \(source) lies outside the package root \(root)",
                    hint: "Set root: to a directory that holds the source.")
            }
            self.root = root
            self.sourceDirectory = sourceDirectory
            rules = try NodePackager.rules(root: root, sourceDirectory: sourceDirectory)
        }

        func selector(_ request: PackageRequest, _ destination: String, _ scans: ModuleScans) -> PackageSelector {
            PackageSelector(
                request: request, root: root, sourceDirectory: sourceDirectory, rules: rules, destination: destination,
                listings: listings, scans: scans)
        }
    }

    private func writing(_ request: PackageRequest, _ place: Place, _ destination: String) throws -> PackageWriting {
        let options = [
            place.root, place.sourceDirectory, request.entry ?? "", request.entry == nil ? "" : "entry",
            request.kind.rawValue, "\(request.pruning)", "\(request.architecture)",
        ]
        // Made before the tree is looked at, which it may lie in.
        let cache = cacheDirectory.flatMap { PackageCache($0) }
        let started = now()
        var slot: PackageWriting.Slot?
        if let cache,
            let fingerprint = try? TreeFingerprint(
                root: place.root, rules: place.rules, destination: destination, started: started,
                listings: place.listings)
        {
            let program = try? FileSystem.status(of: "/proc/self/exe", followingLinks: true).identity
            slot = PackageWriting.Slot(
                cache: cache, name: try PackageCache.slot(options), program: program,
                inputs: try PackageInputs(program: program, options: options, fingerprint: fingerprint))
        }
        return PackageWriting(
            destination: destination, threads: threadCount, started: started,
            root: place.root, slot: slot)
    }

    private var threadCount: Int { threads ?? min(Processors.count, 8) }

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
        let packaged = try package(try Self.request(for: component, into: directory))
        return Artifact(
            path: packaged.path, sha256: packaged.sha256, size: Int(packaged.size),
            unpackedSize: Int(packaged.unpackedSize), handler: packaged.handler, warnings: packaged.warnings)
    }

    /// What to package for a component.
    ///
    /// - Throws: `ProvisioningError` for a provider that there is no bridge for.
    package static func request(
        for component: ComponentSpecification, into directory: String
    ) throws -> PackageRequest {
        guard component.provider == .aws else {
            throw ProvisioningError(
                .configuration, code: "NoBridge",
                "there is no bridge for a \(component.kind.rawValue) component on \(component.provider.rawValue): \(component.component)",
                hint: "Components on aws can be packaged.")
        }
        return PackageRequest(
            source: component.source, root: component.root, entry: component.entry, kind: component.kind,
            pruning: component.pruning, architecture: component.architecture, destination: directory)
    }
}
