import OrderedJSON

/// Answers what Node.js would load for a specifier, from the files of a package alone
/// (Node.js documentation, "Modules: CommonJS modules", "All together…", and "Modules: ECMAScript modules", "Resolution Algorithm").
package struct ModuleResolver<Contents: PackageContents> {
    /// What a specifier means.
    package enum Resolution: Equatable, Sendable {
        /// A file of the package.
        case file(String)
        /// Part of Node.js or of Lambda's runtime, or an address that only the running system knows.
        case provided
        /// A path above the package root.
        case leavesRoot
        /// No such file; the text is where it was looked for first.
        case missing(String)
    }

    private let contents: Contents
    private let knowsModuleSync: Bool

    /// Answers for the files in `contents`.
    ///
    /// - Parameters:
    ///   - contents: the files.
    ///   - knowsModuleSync: whether Node.js is of 22.10 or later, which take the condition `module-sync` of `exports`.
    package init(contents: Contents, knowsModuleSync: Bool = true) {
        self.contents = contents
        self.knowsModuleSync = knowsModuleSync
    }

    /// What `specifier` means in the file `importer`.
    package func resolve(_ specifier: String, from importer: String, _ kind: ModuleReference.Kind) -> Resolution {
        let directory = Path.directory(of: importer)
        if Self.isRelative(specifier) { return relative(specifier, in: directory, kind) }
        if BuiltinModules.contains(specifier) || specifier.isEmpty { return .provided }
        // Absolute paths (layers below /opt) and URLs are for the running system to judge.
        if specifier.hasPrefix("/") || specifier.hasPrefix("file:") || specifier.hasPrefix("data:") { return .provided }
        if specifier.hasPrefix("#") { return internalImport(specifier, in: directory, kind) }
        return package(specifier, in: directory, kind)
    }

    /// The file that `require` of an absolute path without extension loads: itself, with an extension, or a directory's main file.
    package func file(at path: String) -> String? {
        if let file = fileWithExtension(path) { return file }
        if let main = contents.manifest(in: path)?.main, let target = Path.normalized(Path.join(path, main)),
            let file = fileWithExtension(target) ?? fileWithExtension(Path.join(target, "index"))
        {
            return file
        }
        return fileWithExtension(Path.join(path, "index"))
    }

    private func fileWithExtension(_ path: String) -> String? {
        if !path.isEmpty, contents.hasFile(path) { return path }
        for ending in [".js", ".json", ".node"] {
            let file = path + ending
            if contents.hasFile(file) { return file }
        }
        return nil
    }

    private func relative(_ specifier: String, in directory: String, _ kind: ModuleReference.Kind) -> Resolution {
        let path = kind == .import ? Self.withoutQuery(specifier) : specifier
        guard let target = Path.normalized(directory.isEmpty ? path : Path.join(directory, path)) else {
            return .leavesRoot
        }
        if kind == .import { return contents.hasFile(target) ? .file(target) : .missing(target) }
        return file(at: target).map { .file($0) } ?? .missing(target)
    }

    private func internalImport(_ specifier: String, in directory: String, _ kind: ModuleReference.Kind) -> Resolution {
        guard let owner = contents.packageDirectory(above: directory),
            let imports = contents.manifest(in: owner)?.imports
        else { return .missing(specifier) }
        let map = PackageExports(imports, kind: kind, knowsModuleSync: knowsModuleSync)
        guard let target = map.target(of: specifier) else { return .missing(specifier) }
        if target.hasPrefix("./") {
            let path = Path.normalized("\(owner)/\(target)") ?? target
            return contents.hasFile(path) ? .file(path) : .missing(path)
        }
        return BuiltinModules.contains(target) ? .provided : package(target, in: owner, kind)
    }

    private func package(_ specifier: String, in directory: String, _ kind: ModuleReference.Kind) -> Resolution {
        let segments = specifier.utf8.split(separator: UInt8(ascii: "/"))
        let name = segments.prefix(specifier.utf8.first == UInt8(ascii: "@") ? 2 : 1)
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        let subpath = "." + String(decoding: specifier.utf8.dropFirst(name.utf8.count), as: UTF8.self)
        if let owner = contents.packageDirectory(above: directory), let manifest = contents.manifest(in: owner),
            manifest.name == name, let exports = manifest.exports
        {
            return exported(exports, subpath, in: owner, kind)
        }
        for folder in Path.moduleFolders(above: directory) {
            if let found = installed(Path.join(folder, name), subpath, kind) { return found }
        }
        if name.hasPrefix("@aws-sdk/") || name.hasPrefix("@smithy/") { return .provided }
        return .missing("node_modules/\(name)")
    }

    /// What the package in `directory` gives for a subpath (`.` or `./…`); nil to look further up.
    private func installed(_ directory: String, _ subpath: String, _ kind: ModuleReference.Kind) -> Resolution? {
        if let exports = contents.manifest(in: directory)?.exports {
            return exported(exports, subpath, in: directory, kind)
        }
        let path = subpath == "." ? directory : directory + subpath.dropFirst()
        if kind == .import, subpath != "." { return contents.hasFile(path) ? .file(path) : nil }
        return file(at: path).map { .file($0) }
    }

    private func exported(
        _ exports: JSONValue, _ subpath: String, in directory: String, _ kind: ModuleReference.Kind
    ) -> Resolution {
        guard let target = PackageExports(exports, kind: kind, knowsModuleSync: knowsModuleSync).target(of: subpath),
            let path = Path.normalized("\(directory)/\(target)")
        else { return .missing(directory + subpath.dropFirst()) }
        return contents.hasFile(path) ? .file(path) : .missing(path)
    }

    /// Whether it begins with `.` or `..` as a whole segment.
    private static func isRelative(_ specifier: String) -> Bool {
        let segment = specifier.utf8.prefix { $0 != UInt8(ascii: "/") }
        return segment.elementsEqual([UInt8(ascii: ".")])
            || segment.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")])
    }

    private static func withoutQuery(_ specifier: String) -> String {
        String(specifier.unicodeScalars.prefix { $0 != "?" && $0 != "#" })
    }
}
