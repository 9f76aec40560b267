/// The files that a package will hold, for questions that Node.js will ask at run time.
package protocol PackageContents {
    /// Whether there is a file at a path relative to the package root.
    func hasFile(_ path: String) -> Bool
    /// The bytes of that file.
    func contents(of path: String) throws -> [UInt8]
    /// The manifest in `directory`; nil when there is none or it cannot be read as one.
    func manifest(in directory: String) -> PackageManifest?
}

extension PackageContents {
    /// The manifest in `directory`; nil when there is none or it cannot be read as one.
    package func manifest(in directory: String) -> PackageManifest? {
        let path = Path.join(directory, "package.json")
        guard hasFile(path), let bytes = try? contents(of: path) else { return nil }
        return try? PackageManifest(bytes)
    }

    /// The directory at or above `directory` that has a package.json; nil when none has.
    package func packageDirectory(above directory: String) -> String? {
        var current = directory
        while true {
            if hasFile(Path.join(current, "package.json")) { return current }
            if current.isEmpty || Path.lastSegment(of: current) == "node_modules" { return nil }
            current = Path.directory(of: current)
        }
    }
}

/// The files of a walk.
package struct SourceTreeContents: PackageContents {
    private let locations: [String: String]

    /// The files of `tree`.
    package init(_ tree: SourceTree) {
        locations = Dictionary(tree.files.map { ($0.path, $0.location) }) { first, _ in first }
    }

    package func hasFile(_ path: String) -> Bool { locations[path] != nil }

    package func contents(of path: String) throws -> [UInt8] {
        guard let location = locations[path] else { return [] }
        return try FileSystem.contents(of: location)
    }
}
