extension PackageSelector {
    /// Keeps of the files what the server can reach (`prune: traced`), and notes of the others that it cannot.
    ///
    /// - Throws: what reading a file throws, `CancellationError`.
    func keepWhatIsReached(_ modules: inout Modules, from entry: String) throws -> ModuleTrace {
        let files = modules.tree.files
        var tracer = ModuleTracer(
            contents: SourceTreeContents(modules.tree, scans: scans), paths: files.map(\.path),
            sourceDirectory: sourceDirectory,
            entry: entry)
        let trace = try tracer.trace(keeping: files.lazy.map(\.path).filter(rules.bringsBack))
        modules.tree.files = files.filter { trace.keeps($0.path) }
        // A file of a linked module may be here more than once, and on disk once.
        let stillThere = Set(modules.tree.files.map(\.location))
        for file in files where !trace.keeps(file.path) && !stillThere.contains(file.location) {
            let path = Path.relative(file.location, to: root) ?? file.path
            modules.decisions.excluded.append(
                FileDecision(path: path, isIncluded: false, reason: "is not reached from \(entry)"))
        }
        let holders = Set(modules.tree.files.lazy.compactMap { Path.moduleDirectory(of: $0.path) })
        modules.decisions.modules.removeAll { !holders.contains($0.path) }
        return trace
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
