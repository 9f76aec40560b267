import OrderedJSON
import Packager
import ProvisioningDomain

/// What `package` says: about the zip that was written, or about what would go in.
struct PackageReport {
    let component: String
    let isJSON: Bool
    let isQuiet: Bool
    let console: Console

    /// The files that would go in.
    func list(_ selection: PackageSelection) {
        let listing = PackageListing(selection)
        notes(selection)
        guard isJSON else {
            let width = "\(listing.files.map(\.size).max() ?? 0)".utf8.count
            for file in listing.files {
                let size = "\(file.size)"
                let padding = String(repeating: " ", count: width - size.utf8.count)
                console.output("\(padding)\(size)  \(PrintableText.of(file.path))\n")
            }
            if !isQuiet { console.error("\(listing.size) bytes in \(listing.files.count) files\n") }
            return
        }
        for file in listing.files { line("file", [("path", .string(file.path)), ("bytes", .number(Int(file.size)))]) }
        line(
            "summary",
            [
                ("status", "completed"), ("files", .number(listing.files.count)),
                ("unpackedBytes", .number(Int(listing.size))),
            ])
    }

    /// Why each of the names is in or out.
    ///
    /// - Throws: `ProvisioningError` for one that is not there.
    func explain(_ names: [String], _ selection: PackageSelection, from directory: String) throws {
        for name in names {
            let explanations = selection.explanations(of: name, from: directory)
            guard !explanations.isEmpty else {
                throw ProvisioningError(
                    .configuration, code: "NothingToExplain",
                    "there is no file, directory or module \(name) in \(selection.root)",
                    hint: "Name a path below it, or a module in node_modules.")
            }
            explanations.forEach(explain)
        }
        if isJSON { line("summary", [("status", "completed")]) }
    }

    private func explain(_ explanation: PackageExplanation) {
        guard isJSON else {
            let place = explanation.isIncluded ? "in" : "out"
            let steps = explanation.steps.isEmpty ? "" : "  \(explanation.steps.joined(separator: "\n  → "))\n"
            return console.output(PrintableText.of("\(place)  \(explanation.path) \(explanation.reason)\n\(steps)"))
        }
        line(
            "explanation",
            [
                ("path", .string(explanation.path)), ("included", .bool(explanation.isIncluded)),
                ("reason", .string(explanation.reason)), ("steps", .array(explanation.steps.map { .string($0) })),
            ])
    }

    /// The zip that was written.
    ///
    /// - Parameter selection: what went in, as far as it was looked at.
    func written(_ selection: PackageSelection?, _ artifact: PackagedArtifact, pathGoesToError: Bool) {
        notes(artifact.warnings, selection?.trace)
        if isJSON {
            return line(
                "summary",
                [
                    ("status", "completed"), ("path", .string(artifact.path)), ("sha256", .string(artifact.sha256)),
                    ("bytes", .number(Int(artifact.size))), ("unpackedBytes", .number(Int(artifact.unpackedSize))),
                    ("handler", .string(artifact.handler)),
                ], named: false)
        }
        if !isQuiet {
            console.error(
                "\(artifact.size) bytes packed, \(artifact.unpackedSize) bytes unpacked, handler \(artifact.handler)\n"
            )
        }
        (pathGoesToError ? console.error : console.output)("\(artifact.path)\n")
    }

    /// Warnings, and what only the running program knows.
    private func notes(_ selection: PackageSelection) { notes(selection.warnings, selection.trace) }

    private func notes(_ warnings: [String], _ trace: ModuleTrace?) {
        for warning in warnings {
            if isJSON {
                line("warning", [("message", .string(warning))])
            } else {
                console.error("warning \(component): \(PrintableText.of(warning))\n")
            }
        }
        for load in trace?.dynamicLoads ?? [] {
            if isJSON {
                line(
                    "dynamicLoad",
                    [
                        ("file", .string(load.file)), ("line", .number(load.line)), ("source", .string(load.source)),
                        ("kept", .array(load.kept.map { .string($0) })),
                    ])
            } else if !isQuiet {
                console.error("dynamic \(component): \(load.description)\n")
            }
        }
    }

    private func line(_ type: String, _ members: [JSONObject.Element], named: Bool = true) {
        console.output(EventLine.line(type, (named ? [("component", .string(component))] : []) + members))
    }
}
