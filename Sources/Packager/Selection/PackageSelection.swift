/// What goes into a package, decided before anything is written.
package struct PackageSelection: Sendable {
    /// The package root, absolute and without links.
    package var root: String
    /// The directory that the server runs in, relative to the root and empty for it.
    package var sourceDirectory = ""
    /// The user's files, with the modules that go in, sorted by the bytes of their paths in the package.
    package var tree: SourceTree
    /// The entry's path in the package.
    package var entry: String
    /// The files that the packager adds, sorted like those of the tree.
    package var bridge: [(path: String, bytes: [UInt8])]
    /// What the user should know.
    package var warnings: [String]
    /// Why each path goes in or stays out.
    package var decisions: PackageDecisions
    /// What the server can reach; nil unless it was traced.
    package var trace: ModuleTrace?

    /// The decision on a path of the package root or of the package; nil for one that is not there.
    package func decision(on path: String) -> FileDecision? {
        if let added = bridge.first(where: { $0.path == path }) {
            return FileDecision(path: added.path, isIncluded: true, reason: "is the bridge that Lambda calls")
        }
        return decisions.decision(on: path, in: tree, root: root)
    }
}
