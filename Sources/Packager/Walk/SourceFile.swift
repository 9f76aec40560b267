/// A file that goes into the package.
package struct SourceFile: Sendable, Equatable {
    /// Its path in the archive, relative to the package root.
    package var path: String
    /// Whether its owner may execute it.
    package var isExecutable: Bool
    /// Bytes when it was found.
    package var size: UInt64
    /// What tells whether it changed; nil when it is not known.
    package var identity: FileIdentity?
    /// The directory on disk, shared by all files in it.
    private var directory: String
    /// The name on disk; nil when it is that in the archive, as it is for all files that no link led to.
    private var name: String?
    /// Whether it lies at its path below the package root.
    private(set) var isInPlace = false

    /// Where its bytes are, absolute.
    package var location: String { Path.join(directory, name ?? Path.lastSegment(of: path)) }

    /// A file at a place on disk.
    package init(path: String, location: String, isExecutable: Bool, size: UInt64, identity: FileIdentity? = nil) {
        let name = Path.lastSegment(of: location)
        let directory = Path.directory(of: location)
        self.init(
            path: path, directory: directory.isEmpty && location.utf8.count > name.utf8.count ? "/" : directory,
            isExecutable: isExecutable, size: size, identity: identity)
        // By bytes: texts that are one to Unicode are two names to the system.
        if !name.utf8.elementsEqual(Path.lastSegment(of: path).utf8) { self.name = name }
    }

    /// A file in a directory on disk, where its name is that in the archive.
    ///
    /// - Parameter isInPlace: whether it lies at its path below the package root.
    init(
        path: String, directory: String, isExecutable: Bool, size: UInt64, identity: FileIdentity?,
        isInPlace: Bool = false
    ) {
        self.path = path
        self.directory = directory
        self.isExecutable = isExecutable
        self.size = size
        self.identity = identity
        self.isInPlace = isInPlace
    }
}
