/// Why a file, a directory or a module is in a package or not.
package struct PackageExplanation: Sendable, Equatable {
    /// The path relative to the package root.
    package var path: String
    /// Whether it, or anything in it, goes in.
    package var isIncluded: Bool
    /// The end of a sentence that begins with the path.
    package var reason: String
    /// What leads to it, from the entry or from the server's package.json on.
    package var steps: [String]
}

extension PackageSelection {
    /// What is to be said about a name: a path relative to the working directory, the source directory or the root, or a module's name.
    ///
    /// - Parameters:
    ///   - name: what the user asks about.
    ///   - workingDirectory: the directory that the user is in, absolute.
    /// - Returns: nothing for what is not there.
    package func explanations(of name: String, from workingDirectory: String) -> [PackageExplanation] {
        var paths: [String] = []
        let here = FileSystem.canonicalPath(Path.join(workingDirectory, name)).flatMap { Path.relative($0, to: root) }
        for path in [here, Path.normalized(Path.join(sourceDirectory, name)), Path.normalized(name)] {
            if let path, !path.isEmpty, !name.hasPrefix("/") || path == here, !paths.contains(path) {
                paths.append(path)
            }
        }
        let found = paths.compactMap(explanation)
        return found.isEmpty ? directories(of: name).compactMap(explanation) : found
    }

    private func explanation(of path: String) -> PackageExplanation? {
        guard let decision = decision(on: path) else { return nil }
        var explanation = PackageExplanation(
            path: decision.path, isIncluded: decision.isIncluded, reason: decision.reason, steps: [])
        guard decision.isIncluded else { return explanation }
        if let trace { return traced(explanation, trace) }
        explanation.steps = moduleSteps(to: path)
        return explanation
    }

    private func traced(_ explanation: PackageExplanation, _ trace: ModuleTrace) -> PackageExplanation {
        var result = explanation
        if trace.keeps(explanation.path) {
            result.reason = "is reached from \(entry)"
            result.steps = trace.chain(to: explanation.path).map(\.description)
            return result
        }
        let prefix = explanation.path + "/"
        let chains = tree.files.lazy.filter { $0.path.utf8.starts(with: prefix.utf8) }.map { trace.chain(to: $0.path) }
        guard let shortest = chains.min(by: { $0.count < $1.count }) else { return result }
        let left = decisions.excluded.count { $0.path.utf8.starts(with: prefix.utf8) }
        result.reason = "is reached from \(entry): \(chains.count) files go in, \(left) stay out"
        result.steps = shortest.map(\.description)
        return result
    }

    /// The directories of the modules of a name, in the package and left out of it.
    private func directories(of module: String) -> [String] {
        let end = "node_modules/\(module)"
        let excluded = decisions.excluded.lazy.map(\.path)
        let places = Set((tree.files.lazy.map(\.path) + excluded).compactMap(Path.moduleDirectory))
        return places.filter { $0 == end || $0.hasSuffix("/\(end)") }.sorted()
    }

    /// Who needs the module that holds a path, and who needs that one, by the shortest way.
    private func moduleSteps(to path: String) -> [String] {
        let byPath = Dictionary(decisions.modules.map { ($0.path, $0) }) { first, _ in first }
        guard let start = Path.moduleDirectory(of: path).flatMap({ byPath[$0] }) else { return [] }
        var waiting = [(module: start, steps: [String]())][...]
        var seen: Set<String> = [start.path]
        while let (module, steps) = waiting.popFirst() {
            for needer in module.neededBy {
                let steps = ["\(needer) needs \(module.name)"] + steps
                let manifest = String(needer.unicodeScalars.prefix { $0 != " " })
                guard let next = byPath[Path.directory(of: manifest)] else { return steps }
                if seen.insert(next.path).inserted { waiting.append((next, steps)) }
            }
        }
        return []
    }
}
