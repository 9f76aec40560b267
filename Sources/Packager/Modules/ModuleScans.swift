/// What the scripts of a tree say, each looked into once in a run, and not at all when an earlier run did and it is the same file.
final class ModuleScans {
    /// A file as the system knows it, and what is wanted of it.
    struct Key: Hashable {
        var identity: FileIdentity
        var size: UInt64
        /// Whether strings that stand alone are wanted, too.
        var collectsLiterals: Bool

        func hash(into hasher: inout Hasher) {
            // These tell most files from each other.
            hasher.combine(identity.inode)
            hasher.combine(identity.changed)
        }
    }

    /// How many threads look into files.
    let threads: Int
    /// Whether more than the modules that are loaded by literal names is wanted.
    let isComplete: Bool
    private let stored: StoredScans?
    private var known: [Key: Known] = [:]
    /// The files that were looked into in this run.
    private var new: [Key] = []

    /// What a file says.
    struct Known {
        var file: SourceFile
        var scan: ModuleScan
    }

    /// - Parameters:
    ///   - threads: how many threads look into files, that of the caller among them.
    ///   - isComplete: whether more than the modules that are loaded by literal names is wanted.
    ///   - stored: what an earlier run found.
    init(threads: Int = 1, isComplete: Bool = true, stored: StoredScans? = nil) {
        self.threads = threads
        self.isComplete = isComplete
        self.stored = stored
    }

    /// What is known of a file; nil when it has to be looked into.
    func scan(of file: SourceFile) -> ModuleScan? {
        guard let key = key(of: file) else { return nil }
        if let known = known[key] { return known.scan }
        guard let scan = stored?.scan(key) else { return nil }
        known[key] = Known(file: file, scan: scan)
        return scan
    }

    /// Notes what a file says.
    func note(_ scan: ModuleScan, of file: SourceFile) {
        guard let key = key(of: file) else { return }
        known[key] = Known(file: file, scan: scan)
        new.append(key)
    }

    /// What is known of files that cannot have changed since without a sign; nil when an earlier run knew all of it.
    ///
    /// - Parameter started: when the run began, in nanoseconds since 1970.
    func news(before started: Int64) -> [Key: Known]? {
        guard new.contains(where: { $0.identity.isSettled(before: started) }) else { return nil }
        return known.filter { $0.key.identity.isSettled(before: started) }
    }

    /// Reads a file and looks into it.
    ///
    /// - Throws: what reading it throws.
    static func scan(_ file: SourceFile, isComplete: Bool) throws -> ModuleScan {
        let bytes = try FileSystem.contents(of: file.location)
        if isComplete {
            return ModuleReferenceScanner.scan(module: bytes, collectsLiterals: collectsLiterals(file.path))
        }
        return ModuleScan(references: ModuleReferenceScanner.scan(bytes))
    }

    /// Of the server's own files also strings that stand alone are wanted.
    static func collectsLiterals(_ path: String) -> Bool { !Path.holdsModules(path) }

    private func key(of file: SourceFile) -> Key? {
        file.identity.map {
            Key(
                identity: $0, size: file.size,
                collectsLiterals: isComplete && Self.collectsLiterals(file.path))
        }
    }
}
