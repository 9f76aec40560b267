/// What tells whether anything below a package root changed: names, kinds, sizes and times of all that a package can depend on.
///
/// A lock file, a manifest or a module that is left out can decide on what goes in, so everything counts except what lies in directories
/// that a rule leaves out. Such rules are not believed below `node_modules`, whose manifests are read whatever the rules say.
struct TreeFingerprint {
    /// Equal for equal trees.
    private(set) var bytes = LittleEndianBytes()
    /// Whether a change of any file after it was looked at would show: none changed right before.
    private(set) var isSettled = true

    private let rules: IgnoreRules
    private let destination: String
    private let started: Int64

    /// Looks at a tree.
    ///
    /// - Parameters:
    ///   - root: the canonical package root.
    ///   - destination: the directory that packages are written to; those in it do not count.
    ///   - started: when the walk begins, in nanoseconds since 1970.
    /// - Throws: `ProvisioningError` for what cannot be looked at, `CancellationError`.
    init(root: String, rules: IgnoreRules, destination: String, started: Int64) throws {
        self.rules = rules
        self.destination = destination
        self.started = started
        try visit(root, at: "", isModules: false)
    }

    private mutating func visit(_ directory: String, at path: String, isModules: Bool) throws {
        try Task.checkCancellation()
        let names = try FileSystem.names(in: directory)
        bytes.append(UInt32(names.count))
        for name in names {
            bytes.append(UInt32(name.count))
            bytes.bytes += name
            let text = String(decoding: name, as: UTF8.self)
            let location = Path.join(directory, text)
            if SourceTreeWalker.isPackage(location, in: destination) { continue }
            let (kind, identity) = try FileSystem.status(of: location, followingLinks: false)
            guard kind == .directory else {
                if case .file(let isExecutable, let size) = kind {
                    bytes.append(UInt8(isExecutable ? 2 : 1))
                    bytes.append(size)
                } else {
                    bytes.append(UInt8(0))
                }
                bytes.append(identity)
                if !identity.isSettled(before: started) { isSettled = false }
                continue
            }
            let below = path.isEmpty ? text : "\(path)/\(text)"
            let areModules = isModules || text == "node_modules"
            let isLeftOut = !areModules && rules.ignores(below, isDirectory: true)
            bytes.append(UInt8(isLeftOut ? 3 : 4))
            if !isLeftOut { try visit(location, at: below, isModules: areModules) }
        }
    }
}
