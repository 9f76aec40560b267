/// Which packages can read files, themselves or through those that they load.
struct PackageCapabilities {
    /// The modules of Node.js that read files or start what does.
    static let readers: Set<String> = [
        "fs", "fs/promises", "child_process", "worker_threads", "module", "vm", "cluster",
    ]

    private var isReader: Set<String> = []
    private var dependencies: [String: Set<String>] = [:]

    /// Notes that a package reads files itself.
    mutating func addReader(_ package: String) { isReader.insert(package) }

    /// Notes that a package loads another.
    mutating func addDependency(of package: String, on other: String) {
        dependencies[package, default: []].insert(other)
    }

    /// Whether a package can read files.
    func canRead(_ package: String) -> Bool {
        var waiting = [package]
        var seen: Set<String> = [package]
        while let next = waiting.popLast() {
            if isReader.contains(next) { return true }
            for other in dependencies[next] ?? [] where seen.insert(other).inserted { waiting.append(other) }
        }
        return false
    }
}
