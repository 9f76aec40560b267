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
        var queue = [entry][...]
        var seen: Set<String> = [entry]
        var errors: [String] = []
        var warnings: [String] = []
        var leavesRoot = false
        var dependenciesAreIncomplete = false
        var unresolved: [Unresolved] = []
        var followed: [String] = []
        while let file = queue.popFirst() {
            guard ModuleFile.isScript(Path.lastSegment(of: file)) else { continue }
            try Task.checkCancellation()
            let isOwn = !Path.segments(of: file).contains("node_modules") || self.isOwn(file)
            if isOwn { followed.append(file) }
            for reference in ModuleReferenceScanner.scan(try contents.contents(of: file)) {
                let resolution = resolver.resolve(reference.specifier, from: file, reference.kind)
                if case .file(let target) = resolution, seen.insert(target).inserted { queue.append(target) }
                guard let problem = problem(resolution) else { continue }
                let line = "\(file):\(reference.line): cannot resolve \"\(reference.specifier)\"\(problem)"
                let isOptional = isOptional(reference, in: file)
                if isOwn { unresolved.append(Unresolved(file: file, reference: reference, isOptional: isOptional)) }
                if isOptional {
                    if isOwn { warnings.append(line) }
                } else if isOwn {
                    errors.append(line)
                    if resolution == .leavesRoot { leavesRoot = true }
                } else {
                    warnings.append(line)
                    dependenciesAreIncomplete = true
                }
            }
        }
        return Result(
            error: errors.isEmpty ? nil : refusal(errors, leavesRoot: leavesRoot), warnings: Self.shortened(warnings),
            dependenciesAreIncomplete: dependenciesAreIncomplete, unresolved: unresolved, followed: followed)
    }

    private func problem(_ resolution: ModuleResolver<Contents>.Resolution) -> String? {
        switch resolution {
        case .file, .provided: nil
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
                + Self.shortened(errors).map { "  \($0)" }.joined(separator: "\n"), hint: hint)
    }

    private static func shortened(_ lines: [String]) -> [String] {
        guard lines.count > mostLines else { return lines }
        return lines.prefix(mostLines) + ["and \(lines.count - mostLines) more modules that cannot be resolved"]
    }
}
