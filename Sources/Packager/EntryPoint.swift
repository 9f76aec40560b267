import ProvisioningDomain

/// Finds the file that starts the server.
package enum EntryPoint {
    /// What is run when neither the configuration nor package.json says it, first to last.
    package static let conventional = ["index.js", "server.js", "app.js"]

    /// The path of the entry in the package.
    ///
    /// - Parameters:
    ///   - configured: `entry:` of the configuration, relative to the source directory.
    ///   - sourceDirectory: the source directory relative to the package root, empty when they are one.
    ///   - root: the package root, for messages.
    ///   - contents: what the package holds.
    ///   - ignoredBy: the ignored path that holds a path, if one does.
    /// - Throws: a `ProvisioningError` for an entry that is missing, left out, or outside the root.
    package static func resolve(
        configured: String?, sourceDirectory: String, root: String, contents: some PackageContents,
        ignoredBy: (String) -> String? = { _ in nil }
    ) throws -> String {
        let manifest = contents.manifest(in: sourceDirectory)
        if let entry = configured ?? manifest?.main {
            let origin = configured == nil ? "main of package.json" : "entry: of the configuration"
            return try resolve(entry, origin, sourceDirectory, root, contents, ignoredBy)
        }
        for name in conventional where contents.hasFile(Path.join(sourceDirectory, name)) {
            return Path.join(sourceDirectory, name)
        }
        throw ProvisioningError(
            .configuration, code: "EntryMissing",
            "nothing says which file starts the server in \(Path.join(root, sourceDirectory)): the configuration has no entry:, package.json has no main, and there is no \(conventional.joined(separator: ", "))",
            hint: "Set entry: to the file that starts the server.")
    }

    private static func resolve(
        _ entry: String, _ origin: String, _ sourceDirectory: String, _ root: String, _ contents: some PackageContents,
        _ ignoredBy: (String) -> String?
    ) throws -> String {
        let relative = entry.hasPrefix("/") ? Path.relative(entry, to: root) : "\(sourceDirectory)/\(entry)"
        guard let relative, let path = Path.normalized(relative) else {
            throw ProvisioningError(
                .configuration, code: "EntryOutsideRoot",
                "the entry \(entry) (\(origin)) lies outside the package root \(root)",
                hint: "Name a file in the source directory, or set root: to a directory that holds it.")
        }
        if let found = ModuleResolver(contents: contents).file(at: path) { return found }
        if let ignored = ignoredBy(path) {
            throw ProvisioningError(
                .configuration, code: "EntryIgnored",
                "the entry \(entry) (\(origin)) is left out of the package by a rule for \(ignored)",
                hint: "Bring it back with !\(ignored) in \(IgnoreRules.fileName).")
        }
        throw ProvisioningError(
            .configuration, code: "EntryMissing",
            "the entry \(entry) (\(origin)) does not exist: there is no \(Path.join(root, path))",
            hint: "Build the server first if the file is generated, or set entry: to the file that starts it.")
    }
}
