extension PackageSelection {
    /// Keeps of the selection what the server can reach (`prune: traced`).
    ///
    /// - Parameter kept: the files that stay whatever leads to them.
    /// - Throws: what reading a file throws, `CancellationError`.
    func traced(keeping kept: [String]) throws -> PackageSelection {
        var tracer = ModuleTracer(
            contents: SourceTreeContents(tree), paths: tree.files.map(\.path), sourceDirectory: sourceDirectory,
            entry: entry)
        let trace = try tracer.trace(keeping: kept)
        var result = self
        result.trace = trace
        result.tree.files = tree.files.filter { trace.keeps($0.path) }
        // A file of a linked module may be here more than once, and on disk once.
        let stillThere = Set(result.tree.files.map(\.location))
        for file in tree.files where !trace.keeps(file.path) && !stillThere.contains(file.location) {
            let path = Path.relative(file.location, to: root) ?? file.path
            result.decisions.excluded.append(
                FileDecision(path: path, isIncluded: false, reason: "is not reached from \(entry)"))
        }
        let holders = Set(result.tree.files.lazy.map { Path.moduleDirectory(of: $0.path) })
        result.decisions.modules.removeAll { !holders.contains($0.path) }
        return result
    }
}

extension Path {
    /// The directory of the module that holds a path: up to the name after its last `node_modules`; nil outside of modules.
    static func moduleDirectory(of path: String) -> String? {
        let segments = segments(of: path)
        guard let modules = segments.lastIndex(of: "node_modules"), modules + 1 < segments.count else { return nil }
        let depth = segments[modules + 1].hasPrefix("@") ? 3 : 2
        return segments.prefix(modules + depth).joined(separator: "/")
    }
}
