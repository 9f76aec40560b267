public import ProvisioningDomain

/// Packages an untouched Node.js server as a zip for AWS Lambda, the same bytes for the same files on any machine at any time.
///
/// The server's own files in the package root go in, except what the default rules and `.provisionignore` leave out, and of `node_modules`
/// what the server needs in production (see ``Pruning``). Empty directories are not kept.
public struct NodePackager: Sendable {
    /// A packager.
    public init() {}

    /// Writes the package described by `request` into its destination.
    ///
    /// - Returns: where the zip is and what is in it.
    /// - Throws: `ProvisioningError` when the source cannot be packaged: no entry, links out of the root, modules that cannot be resolved,
    ///   over Lambda's limits, unreadable files; `CancellationError` when the task is cancelled. Nothing is left behind then.
    public func package(_ request: PackageRequest) throws -> PackagedArtifact {
        _ = try Self.canonicalDirectory(request.root, "package root")
        _ = try Self.canonicalDirectory(request.source, "source directory")
        try FileSystem.makeDirectory(request.destination)
        return try write(select(request), into: request.destination)
    }

    /// Writes what was selected into a directory, which is made if need be.
    ///
    /// - Throws: as ``package(_:)``.
    package func write(_ selection: PackageSelection, into directory: String) throws -> PackagedArtifact {
        try FileSystem.makeDirectory(directory)
        return try Self.write(selection, into: FileSystem.canonicalPath(directory) ?? directory)
    }

    /// What ``package(_:)`` would write, with the reasons; nothing is written.
    package func select(_ request: PackageRequest) throws -> PackageSelection {
        let root = try Self.canonicalDirectory(request.root, "package root")
        let source = try Self.canonicalDirectory(request.source, "source directory")
        guard let sourceDirectory = Path.relative(source, to: root) else {
            throw ProvisioningError(
                .configuration, code: "SourceOutsideRoot",
                "the source directory \(source) lies outside the package root \(root)",
                hint: "Set root: to a directory that holds the source.")
        }
        let destination = FileSystem.canonicalPath(request.destination) ?? request.destination
        let rules = try Self.rules(root: root, sourceDirectory: sourceDirectory)
        return try PackageSelector(
            request: request, root: root, sourceDirectory: sourceDirectory, rules: rules, destination: destination
        ).select()
    }

    private static func write(_ selection: PackageSelection, into destination: String) throws -> PackagedArtifact {
        let tree = selection.tree
        let file = try AtomicFile(in: destination)
        var zip = ZipWriter { try file.write($0) }
        var bridge = selection.bridge[...]
        for source in tree.files {
            while let next = bridge.first, next.path.utf8.lexicographicallyPrecedes(source.path.utf8) {
                try zip.add(next.path, next.bytes)
                bridge.removeFirst()
            }
            try zip.add(source.path, isExecutable: source.isExecutable, source)
        }
        for next in bridge { try zip.add(next.path, next.bytes) }
        try zip.finish()
        let digest = try file.digest()
        try file.commit(as: "\(digest).zip")
        return PackagedArtifact(
            path: Path.join(destination, "\(digest).zip"), sha256: digest, size: file.size,
            unpackedSize: zip.uncompressedSize, entryCount: zip.count, entry: selection.entry,
            handler: BridgeFiles.handler,
            warnings: selection.warnings)
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
