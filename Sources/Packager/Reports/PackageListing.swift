/// The files of a package with their sizes.
package struct PackageListing: Sendable, Equatable {
    /// One file.
    package struct File: Sendable, Equatable {
        /// Its path in the package.
        package var path: String
        /// Its bytes unpacked.
        package var size: UInt64
    }

    /// The files, sorted by the bytes of their paths.
    package var files: [File]

    /// The sum of the files' bytes.
    package var size: UInt64 { files.reduce(0) { $0 + $1.size } }

    /// The files of a selection, those that the packager adds among them.
    package init(_ selection: PackageSelection) {
        files =
            (selection.tree.files.map { File(path: $0.path, size: $0.size) }
            + selection.bridge.map { File(path: $0.path, size: UInt64($0.bytes.count)) })
            .sorted { Path.precedes($0.path, $1.path) }
    }
}
