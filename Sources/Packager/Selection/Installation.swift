import ProvisioningDomain

/// Who installed the modules, and what it wrote down.
struct Installation {
    /// A package manager.
    private enum Installer {
        case npm
        case pnpm
        case yarn
    }

    private let directories: [String]
    private let installer: Installer?
    /// npm's lock, absolute; nil when another installed, or there is none.
    private let lockLocation: (file: String, directory: String)?

    /// Looks into directories, the nearest to the server first.
    init(directories: [String]) {
        self.directories = directories
        var installer: Installer?
        for directory in directories where installer == nil { installer = Self.installer(in: directory) }
        var lock: (String, String)?
        if installer == nil || installer == .npm {
            for directory in directories where lock == nil {
                let file = PackageLock.names.map { Path.join(directory, $0) }.first { Self.exists($0) }
                lock = file.map { ($0, directory) }
            }
        }
        self.installer = installer
        lockLocation = lock.map { (file: $0.0, directory: $0.1) }
    }

    /// The lock's name for messages; nil when there is none.
    var lockFile: String? { lockLocation.map { Path.lastSegment(of: $0.file) } }

    /// The command that installs what is needed in production; npm's `ci` takes only what its lock has.
    func command(isLocked: Bool) -> String {
        switch installer {
        case .pnpm: "pnpm install --prod"
        case .yarn: "yarn install --production"
        case .npm, nil: isLocked ? "npm ci --omit=dev" : "npm install --omit=dev"
        }
    }

    /// Reads npm's lock and tells the directory that its paths are relative to; nil when there is none that helps.
    ///
    /// - Throws: `ProvisioningError` for one that is broken or cannot be read.
    func lock(root: String) throws -> (lock: PackageLock, directory: String)? {
        guard let lockLocation else { return nil }
        let name = Path.relative(lockLocation.file, to: root) ?? lockLocation.file
        let bytes = try FileSystem.contents(of: lockLocation.file)
        return try PackageLock(bytes, file: name).map { ($0, lockLocation.directory) }
    }

    /// By what is in `node_modules`, else by the lock files.
    private static func installer(in directory: String) -> Installer? {
        let markers: [(String, Installer)] = [
            ("node_modules/.modules.yaml", .pnpm), ("node_modules/.pnpm", .pnpm),
            ("node_modules/.yarn-integrity", .yarn), ("node_modules/.yarn-state.yml", .yarn),
            ("node_modules/.package-lock.json", .npm), ("npm-shrinkwrap.json", .npm), ("package-lock.json", .npm),
            ("pnpm-lock.yaml", .pnpm), ("yarn.lock", .yarn),
        ]
        return markers.first { exists(Path.join(directory, $0.0)) }?.1
    }

    private static func exists(_ path: String) -> Bool {
        (try? FileSystem.kind(of: path, followingLinks: true)) != nil
    }
}
