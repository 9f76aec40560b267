/// Files and directories that are read.
extension ModuleTracer {
    mutating func follow(_ reference: PathReference, from path: String, _ owner: String) {
        let isBareWorkingDirectory =
            reference.path.base == .workingDirectory
            && (!reference.path.isComplete || Path.normalized("./" + reference.path.text)?.isEmpty ?? true)
        if isBareWorkingDirectory {
            workingDirectoryUses.append((path, owner, reference))
            return
        }
        let step = TraceStep(origin: path, line: reference.line, action: "names \(reference.source)")
        let kept = keepPlaces(reference, from: path, owner, step)
        if !reference.path.isComplete, !kept.isEmpty {
            dynamicLoads.append(DynamicLoad(file: path, line: reference.line, source: reference.source, kept: kept))
        }
    }

    /// Keeps what an expression with a base may name, and answers the directories and packages kept whole.
    mutating func keepPlaces(
        _ reference: PathReference, from path: String, _ owner: String, _ step: TraceStep
    ) -> [String] {
        var kept: [String] = []
        for base in bases(of: reference.path.base, in: path) {
            kept += keepPlace(reference, base, owner, step)
        }
        return kept
    }

    private func bases(of base: PathExpression.Base, in path: String) -> [String] {
        switch base {
        case .none: []
        case .moduleDirectory: [Path.directory(of: path)]
        case .moduleFile: [path]
        case .workingDirectory: [sourceDirectory]
        case .module(let specifier): targets(specifier, from: path, .require)
        }
    }

    private mutating func keepPlace(
        _ reference: PathReference, _ base: String, _ user: String, _ step: TraceStep
    ) -> [String] {
        let expression = reference.path
        let owner = expression.base == .workingDirectory ? sourceDirectory : self.owner(of: Path.join(base, "x"))
        if expression.isLost { return keepPackage(owner, step) }
        let joined = base.isEmpty ? "./" + expression.text : base + expression.text
        if !expression.isComplete {
            // `__dirname + x`: what follows is most likely a path below.
            let directory = expression.text.isEmpty || joined.hasSuffix("/") ? joined : Path.directory(of: joined)
            guard let place = Path.normalized(directory) else { return keepPackage(owner, step) }
            return keepDirectory(place, step)
        }
        guard let target = Path.normalized(joined) else { return [] }
        if contents.hasFile(target) {
            keep(target, step)
            return []
        }
        let isAbove = target.isEmpty || Path.relative(owner, to: target) != nil
        if target == base || isAbove, !reference.isOnlyBelow || target != base {
            // A place above a package is looked for to find the server's own files.
            return keepPackage(owner, step) + (isAbove && target != owner ? keepPackage(sourceDirectory, step) : [])
        }
        if index.hasDirectory(target) { return keepDirectory(target, step) }
        if let module = resolvers.first?.file(at: target) { keep(module, step) }
        return []
    }

    /// Keeps every file of a package other than the modules in it.
    mutating func keepPackage(_ package: String, _ step: TraceStep) -> [String] {
        guard wholePackages.insert(package).inserted else { return [Self.all(of: package)] }
        guard contents.hasFile(package) == false else {
            keep(package, step)
            return [package]
        }
        for path in index.ownFiles(below: package) { keep(path, step) }
        return [Self.all(of: package)]
    }

    /// Keeps every file below a directory; at the top of a package that is the package.
    mutating func keepDirectory(_ directory: String, _ step: TraceStep) -> [String] {
        if Path.lastSegment(of: directory) == "node_modules" {
            for path in index.files(below: directory) { keep(path, step) }
            return [Self.all(of: directory)]
        }
        guard index.hasDirectory(directory) else { return [] }
        if owner(of: Path.join(directory, "x")) == directory { return keepPackage(directory, step) }
        if keptDirectories.insert(directory).inserted {
            for path in index.ownFiles(below: directory) { keep(path, step) }
        }
        return [Self.all(of: directory)]
    }

    private static func all(of directory: String) -> String {
        directory.isEmpty ? "all of the server's own files" : "all of \(directory)"
    }

    /// A text of the server's own that may name a file, a directory or a module.
    mutating func follow(_ literal: ModuleScan.Literal, from path: String, isJSON: Bool) {
        let text = literal.text
        if text == "." || text == ".." || text == "/" || text.hasPrefix("/") { return }
        if isJSON, !text.utf8.contains(UInt8(ascii: "/")), !text.utf8.contains(UInt8(ascii: ".")) { return }
        let step = TraceStep(origin: path, line: literal.line, action: "names \"\(text)\"")
        for base in [sourceDirectory, Path.directory(of: path)] {
            guard let target = Path.normalized("\(base)/\(text)"), !target.isEmpty else { continue }
            if contents.hasFile(target) {
                keep(target, step)
            } else if target != base, target != "node_modules", index.hasDirectory(target) {
                _ = keepDirectory(target, step)
            }
        }
        guard !isJSON, !text.hasPrefix("."), !text.utf8.contains(UInt8(ascii: " ")) else { return }
        for target in targets(text, from: path, .require) { keep(target, step) }
    }

    /// Decides on the uses of the working directory once it is known who can read files.
    mutating func settleWorkingDirectoryUses() {
        var waiting: [(file: String, package: String, reference: PathReference)] = []
        for use in workingDirectoryUses {
            guard capabilities.canRead(use.package) else {
                waiting.append(use)
                continue
            }
            let step = TraceStep(origin: use.file, line: use.reference.line, action: "reads the working directory")
            let kept = keepPackage(sourceDirectory, step)
            dynamicLoads.append(
                DynamicLoad(file: use.file, line: use.reference.line, source: use.reference.source, kept: kept))
        }
        workingDirectoryUses = waiting
    }
}
