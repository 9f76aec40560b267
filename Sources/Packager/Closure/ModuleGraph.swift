/// Which packages are needed and by whom.
package struct ModuleGraph: Sendable, Equatable {
    /// That something finds a package by a name.
    package struct Edge: Sendable, Equatable {
        /// The name that is loaded, which need not be the package's own.
        package var name: String
        /// The package's place in ``ModuleGraph/modules``.
        package var target: Int

        /// An edge.
        package init(_ name: String, _ target: Int) {
            self.name = name
            self.target = target
        }
    }

    /// A directory with the server's own files.
    package struct Importer: Sendable, Equatable {
        /// The directory in the package, empty for the top.
        package var path: String
        /// What its files load, one edge a name.
        package var edges: [Edge]

        /// A directory.
        package init(_ path: String, _ edges: [Edge]) {
            self.path = path
            self.edges = edges
        }
    }

    /// The directories that stay where they are.
    package var importers: [Importer]
    /// For each package what it loads, one edge a name.
    package var modules: [[Edge]]

    /// A graph.
    package init(importers: [Importer], modules: [[Edge]]) {
        self.importers = importers
        self.modules = modules
    }
}
