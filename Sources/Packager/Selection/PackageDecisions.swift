/// Why each path of the package root goes in or stays out.
package struct PackageDecisions: Sendable, Equatable {
    /// The modules that go in, sorted by the bytes of their paths; empty when `node_modules` goes in as it is.
    package var modules: [IncludedModule] = []
    /// The paths that stay out, each for all that it holds, sorted by the bytes of their paths.
    ///
    /// They are where the files are on disk, relative to the package root.
    package var excluded: [FileDecision] = []

    /// No decisions.
    package init() {}

    /// The decision on a path: where it is on disk relative to the package root, or where it is in the package.
    ///
    /// - Parameters:
    ///   - path: a file or directory.
    ///   - tree: what goes in.
    ///   - root: the package root, absolute and without links.
    /// - Returns: nil for a path that is not there.
    package func decision(on path: String, in tree: SourceTree, root: String) -> FileDecision? {
        let location = Path.join(root, path)
        let prefix = path + "/"
        let deeper = location + "/"
        let isThere = tree.files.contains {
            $0.path == path || $0.location == location || $0.path.utf8.starts(with: prefix.utf8)
                || $0.location.utf8.starts(with: deeper.utf8)
        }
        if !isThere { return exclusion(of: path) }
        let holder =
            modules.last { Path.relative(path, to: $0.path) != nil }
            ?? modules.last { Path.relative(location, to: $0.location) != nil }
        guard let holder else {
            let isModule = Path.segments(of: path).contains("node_modules")
            return FileDecision(
                path: path, isIncluded: true,
                reason: isModule ? "is in node_modules, which goes in as it is" : "is one of the server's own files")
        }
        let place = Path.relative(path, to: holder.path) == nil ? " goes in as \(holder.path)," : ""
        return FileDecision(
            path: path, isIncluded: true,
            reason: "belongs to \(holder.name),\(place) needed by \(holder.neededBy.joined(separator: ", "))")
    }

    /// The decision that keeps a path out: its own or that of the nearest directory above it.
    private func exclusion(of path: String) -> FileDecision? {
        excluded.filter { Path.relative(path, to: $0.path) != nil }
            .max { $0.path.utf8.count < $1.path.utf8.count }
            .map { FileDecision(path: path, isIncluded: false, reason: $0.reason) }
    }
}
