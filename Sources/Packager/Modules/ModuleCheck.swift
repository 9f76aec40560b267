package import ProvisioningDomain

/// Follows the literal `require`s and `import`s from the entry through the package and finds those that Node.js could not resolve there.
///
/// In the user's own files an unresolved module is an error; an optional one, and any in `node_modules`, is a warning. What a module in
/// `node_modules` loads inside `try` is its own business.
package struct ModuleCheck<Contents: PackageContents> {
    /// What was found.
    package struct Result: Sendable, Equatable {
        /// The refusal, if the package cannot run.
        package var error: ProvisioningError?
        /// A line for each module that may be missed.
        package var warnings: [String] = []
        /// Whether a module in `node_modules` lacks one that it cannot do without.
        package var dependenciesAreIncomplete = false
        /// What the server's own files load and what is not there.
        package var unresolved: [Unresolved] = []
        /// The server's own files that were followed.
        package var followed: [String] = []
    }

    /// A module that is not there.
    package struct Unresolved: Sendable, Equatable {
        /// The file that loads it.
        package var file: String
        /// How it does.
        package var reference: ModuleReference
        /// Whether the program says that it can do without.
        package var isOptional: Bool
    }

    private static var mostLines: Int { 20 }

    private let contents: Contents
    private let resolver: ModuleResolver<Contents>
    private let root: String
    private let ignoredBy: (String) -> String?
    private let isOwn: (String) -> Bool
    private let explain: (String) -> String?

    /// A check of the files in `contents`.
    ///
    /// - Parameters:
    ///   - contents: what the package holds.
    ///   - root: the package root, for messages.
    ///   - ignoredBy: the ignored path that holds a path, if one does.
    ///   - isOwn: whether a file below `node_modules` is one of the server's own all the same, as in a package of its workspace.
    ///   - explain: what else is known of a missing path, to end a sentence with.
    package init(
        contents: Contents, root: String, ignoredBy: @escaping (String) -> String? = { _ in nil },
        isOwn: @escaping (String) -> Bool = { _ in false }, explain: @escaping (String) -> String? = { _ in nil }
    ) {
        self.isOwn = isOwn
        self.explain = explain
        self.contents = contents
        self.root = root
        self.ignoredBy = ignoredBy
        resolver = ModuleResolver(contents: contents)
    }

    /// Follows `entry`.
    ///
    /// - Throws: what reading a file throws, `CancellationError`.
    package func check(_ entry: String) throws -> Result {
        try contents.scanningAhead { announce in
            var queue = [entry]
            var next = 0
            var seen: Set<String> = [entry]
            var findings = Findings()
            announce(entry)
            while next < queue.count {
                try Task.checkCancellation()
                let file = queue[next]
                next += 1
                let isOwn = !Path.holdsModules(file) || self.isOwn(file)
                if isOwn { findings.followed.append(file) }
                for reference in try contents.scan(of: file).references {
                    let resolution = resolver.resolve(reference.specifier, from: file, reference.kind)
                    if case .file(let target) = resolution {
                        if seen.insert(target).inserted, ModuleFile.isScript(Path.lastSegment(of: target)) {
                            queue.append(target)
                            announce(target)
                        }
                    } else if resolution != .provided {
                        note(reference, resolution, in: file, isOwn: isOwn, &findings)
                    }
                }
            }
            return result(findings)
        }
    }

    /// What was found on the way.
    private struct Findings {
        var errors = Lines()
        var warnings = Lines()
        var leavesRoot = false
        var dependenciesAreIncomplete = false
        var unresolved: [Unresolved] = []
        var followed: [String] = []
    }

    /// The first lines of a list, and how many there are: a line costs looking around for what explains it.
    private struct Lines {
        var first: [String] = []
        var count = 0

        mutating func add(_ line: @autoclosure () -> String) {
            count += 1
            if first.count < mostLines { first.append(line()) }
        }

        var shortened: [String] {
            count == first.count ? first : first + ["and \(count - first.count) more modules that cannot be resolved"]
        }
    }

    /// Notes that a module is not there.
    private func note(
        _ reference: ModuleReference, _ resolution: ModuleResolver<Contents>.Resolution, in file: String, isOwn: Bool,
        _ findings: inout Findings
    ) {
        let isOptional = isOptional(reference, in: file)
        if isOwn {
            findings.unresolved.append(Unresolved(file: file, reference: reference, isOptional: isOptional))
        }
        if isOptional {
            if isOwn { findings.warnings.add(line(reference, resolution, in: file)) }
        } else if isOwn {
            findings.errors.add(line(reference, resolution, in: file))
            if resolution == .leavesRoot { findings.leavesRoot = true }
        } else {
            findings.warnings.add(line(reference, resolution, in: file))
            findings.dependenciesAreIncomplete = true
        }
    }

    private func result(_ findings: Findings) -> Result {
        let errors = findings.errors.shortened
        return Result(
            error: errors.isEmpty ? nil : refusal(errors, leavesRoot: findings.leavesRoot),
            warnings: findings.warnings.shortened,
            dependenciesAreIncomplete: findings.dependenciesAreIncomplete, unresolved: findings.unresolved,
            followed: findings.followed)
    }

    private func line(
        _ reference: ModuleReference, _ resolution: ModuleResolver<Contents>.Resolution, in file: String
    ) -> String {
        "\(file):\(reference.line): cannot resolve \"\(reference.specifier)\"\(problem(resolution))"
    }

    private func problem(_ resolution: ModuleResolver<Contents>.Resolution) -> String {
        switch resolution {
        case .file, .provided: ""
        case .leavesRoot: ": it lies outside the package root \(root)"
        case .missing(let path):
            ignoredBy(path).map { ": \($0) is left out of the package by a rule" } ?? explain(path).map { ": \($0)" }
                ?? ""
        }
    }

    /// Whether the program says that it can do without: in the code, or in its package.json.
    private func isOptional(_ reference: ModuleReference, in file: String) -> Bool {
        if reference.isOptional { return true }
        guard let owner = contents.packageDirectory(above: Path.directory(of: file)),
            let manifest = contents.manifest(in: owner)
        else { return false }
        return manifest.optionalDependencies.contains {
            reference.specifier == $0 || reference.specifier.hasPrefix($0 + "/")
        }
    }

    private func refusal(_ errors: [String], leavesRoot: Bool) -> ProvisioningError {
        let hint =
            leavesRoot
            ? "Set root: to a directory that holds all files that the server loads."
            : "Install the dependencies beside the server (npm ci), build generated files, or load what may be missing inside try."
        return ProvisioningError(
            .configuration, code: "UnresolvedModules",
            "the server loads modules that are not in its package:\n"
                + errors.map { "  \($0)" }.joined(separator: "\n"), hint: hint)
    }
}
