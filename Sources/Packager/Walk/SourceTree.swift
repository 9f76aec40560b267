/// What a walk of the package root found.
package struct SourceTree: Sendable, Equatable {
    /// The files, sorted by the bytes of their paths.
    package var files: [SourceFile] = []
    /// Paths that a rule left out; a directory stands for all that it holds.
    package var ignored: [String] = []
    /// Paths of symbolic links that lead nowhere.
    package var danglingLinks: [String] = []

    /// The `node_modules` folders of the server's own directories that the walk did not enter.
    package var moduleFolders: [ModuleFolder] = []

    /// A `node_modules` folder.
    package struct ModuleFolder: Sendable, Equatable {
        /// Its path relative to the package root.
        package var path: String
        /// Where it is, absolute.
        package var location: String

        /// The directory in the package whose modules these are.
        package var owner: String { Path.directory(of: path) }
    }

    /// What the user should know: environment files left out, names that differ only in case, links that lead nowhere.
    package var warnings: [String] {
        var result = ignored.filter { path in
            Path.lastSegment(of: path).hasPrefix(".env") && !Path.segments(of: path).contains("node_modules")
        }.map {
            "\($0) was left out: secrets do not belong into a package; set environment: in provision.yaml, or bring it back with !\($0) in \(IgnoreRules.fileName)"
        }
        result += danglingLinks.map { "\($0) was left out: the link leads nowhere" }
        if !mayDifferInCaseOnly { return result }
        let byFoldedName = Dictionary(grouping: files.map(\.path)) { $0.lowercased() }
        for names in byFoldedName.values.filter({ $0.count > 1 }).sorted(by: { $0[0] < $1[0] }) {
            result.append("the names \(names.joined(separator: ", ")) differ only in upper and lower case")
        }
        return result
    }

    /// Whether two names may differ in upper and lower case only: a quick look, which most trees need no more than.
    private var mayDifferInCaseOnly: Bool {
        var seen: Set<UInt64> = []
        seen.reserveCapacity(files.count)
        return files.contains { file in
            var hash = JavaScriptWord.hashStart
            for byte in file.path.utf8 {
                if byte >= 0x80 { return true }
                hash = JavaScriptWord.hash(hash, byte | (byte >= 0x41 && byte <= 0x5a ? 0x20 : 0))
            }
            return !seen.insert(hash).inserted
        }
    }

    /// The rule-excluded path that holds `path`, if one does.
    package func ignoredAncestor(of path: String) -> String? {
        ignored.first { $0 == path || path.utf8.starts(with: ($0 + "/").utf8) }
    }
}
