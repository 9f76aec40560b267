/// What the scripts of a tree say, each looked into once in a run, and not at all when an earlier run did and it is the same file.
///
/// All of it is kept as bytes, which take a small part of the memory.
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
    let stored: StoredScans?
    /// Whether what an earlier run found is kept although it was not asked for.
    var keepsStored = false
    /// What was found in this run, and what of an earlier one was asked for.
    private var new = ScanRecords()
    private var used: Set<Key> = []

    /// - Parameters:
    ///   - threads: how many threads look into files, that of the caller among them.
    ///   - isComplete: whether more than the modules that are loaded by literal names is wanted.
    ///   - stored: what an earlier run found.
    init(threads: Int = 1, isComplete: Bool = true, stored: StoredScans? = nil) {
        self.threads = threads
        self.isComplete = isComplete
        self.stored = stored
    }

    /// Whether a file need not be looked into.
    func knows(_ file: SourceFile) -> Bool {
        guard let key = key(of: file) else { return false }
        return new.has(key) || stored?.records.has(key) == true
    }

    /// What is known of a file; nil when it has to be looked into.
    func scan(of file: SourceFile) -> ModuleScan? {
        guard let key = key(of: file) else { return nil }
        if let scan = new.scan(key) { return scan }
        guard let scan = stored?.records.scan(key) else { return nil }
        used.insert(key)
        return scan
    }

    /// Notes what a file says.
    func note(_ scan: ModuleScan, of file: SourceFile) {
        guard let key = key(of: file) else { return }
        new.add(key, location: file.location, scan)
    }

    /// What is known of files that cannot have changed since without a sign; nil when an earlier run knew all of it.
    ///
    /// - Parameter started: when the run began, in nanoseconds since 1970.
    func news(before started: Int64) -> ScanRecords? {
        var result = ScanRecords()
        for key in new.keys where key.identity.isSettled(before: started) { result.add(key, from: new) }
        if result.keys.isEmpty { return nil }
        if let stored {
            for key in stored.records.keys where keepsStored || used.contains(key) {
                result.add(key, from: stored.records)
            }
        }
        return result
    }

    /// Reads a file and looks into it.
    ///
    /// - Throws: what reading it throws.
    static func scan(_ location: String, isComplete: Bool, collectsLiterals: Bool) throws -> ModuleScan {
        let bytes = try FileSystem.contents(of: location)
        if isComplete { return ModuleReferenceScanner.scan(module: bytes, collectsLiterals: collectsLiterals) }
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
