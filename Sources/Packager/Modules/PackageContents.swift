/// The files that a package will hold, for questions that Node.js will ask at run time.
package protocol PackageContents {
    /// Whether there is a file at a path relative to the package root.
    func hasFile(_ path: String) -> Bool
    /// The bytes of that file.
    func contents(of path: String) throws -> [UInt8]
    /// The manifest in `directory`; nil when there is none or it cannot be read as one.
    func manifest(in directory: String) -> PackageManifest?
    /// What the script at a path says about other files, as far as it is wanted.
    func scan(of path: String) throws -> ModuleScan
    /// Lets `body` announce scripts that it will ask for.
    func scanningAhead<Value>(_ body: (_ announce: (String) -> Void) throws -> Value) throws -> Value
}

extension PackageContents {
    /// Looks into the script at every call.
    package func scan(of path: String) throws -> ModuleScan {
        ModuleReferenceScanner.scan(
            module: try contents(of: path), collectsLiterals: ModuleScans.collectsLiterals(path))
    }

    /// Makes nothing of what is announced.
    package func scanningAhead<Value>(_ body: (_ announce: (String) -> Void) throws -> Value) throws -> Value {
        try body { _ in }
    }

    /// Reads the manifest at every call.
    package func manifest(in directory: String) -> PackageManifest? { readManifest(in: directory) }

    /// Reads the manifest in `directory`; nil when there is none or it cannot be read as one.
    package func readManifest(in directory: String) -> PackageManifest? {
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

/// The files of a walk; each manifest is read once, and each script looked into once.
package struct SourceTreeContents: PackageContents {
    /// The manifests that were read.
    private final class Manifests {
        var known: [String: PackageManifest?] = [:]
    }

    /// What looks into scripts right now.
    private final class Ahead {
        var scans: LookAhead<ModuleScan>?
    }

    private let files: [SourceFile]
    /// The places of the files by their paths.
    private let places: [String: Int]
    private let manifests = Manifests()
    private let scans: ModuleScans
    private let ahead = Ahead()

    /// The files of `tree`.
    package init(_ tree: SourceTree) {
        self.init(tree, scans: ModuleScans())
    }

    /// The files of `tree`, some of which were looked into before.
    init(_ tree: SourceTree, scans: ModuleScans) {
        self.scans = scans
        files = tree.files
        places = Dictionary(zip(files.lazy.map(\.path), files.indices)) { first, _ in first }
    }

    package func hasFile(_ path: String) -> Bool { places[path] != nil }

    package func contents(of path: String) throws -> [UInt8] {
        guard let location = location(of: path) else { return [] }
        return try FileSystem.contents(of: location)
    }

    /// Where the file at a path of the package is on disk; nil when there is none.
    package func location(of path: String) -> String? { places[path].map { files[$0].location } }

    package func manifest(in directory: String) -> PackageManifest? {
        if let known = manifests.known[directory] { return known }
        let manifest = readManifest(in: directory)
        manifests.known[directory] = .some(manifest)
        return manifest
    }

    package func scan(of path: String) throws -> ModuleScan {
        guard let place = places[path] else { return ModuleScan() }
        if let known = scans.scan(of: files[place]) { return known }
        let scan = try ahead.scans?.result(place) ?? Self.scan(files[place], isComplete: scans.isComplete)
        scans.note(scan, of: files[place])
        return scan
    }

    package func scanningAhead<Value>(_ body: (_ announce: (String) -> Void) throws -> Value) throws -> Value {
        let files = files
        let isComplete = scans.isComplete
        return try LookAhead<ModuleScan>.run(
            threads: scans.threads, perform: { try Self.scan(files[$0], isComplete: isComplete) }
        ) { ahead in
            self.ahead.scans = ahead
            defer { self.ahead.scans = nil }
            return try body { path in
                guard let place = places[path], !scans.knows(files[place]) else { return }
                ahead.announce(place)
            }
        }
    }

    private static func scan(_ file: SourceFile, isComplete: Bool) throws -> ModuleScan {
        try ModuleScans.scan(
            file.location, isComplete: isComplete, collectsLiterals: ModuleScans.collectsLiterals(file.path))
    }
}
