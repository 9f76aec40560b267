package import OrderedJSON

/// What Node.js reads of a package.json (Node.js documentation, "Modules: Packages").
package struct PackageManifest: Sendable, Equatable {
    /// The package's own name.
    package var name: String?
    /// The file that `require` of the package loads when there is no `exports`.
    package var main: String?
    /// Whether `.js` files are ES modules.
    package var isModule = false
    /// The entry points seen from outside; nil lets every file be loaded.
    package var exports: JSONValue?
    /// The entry points of `#name` imports inside the package.
    package var imports: JSONValue?
    /// Packages that may be missing.
    package var optionalDependencies: Set<String> = []

    /// All packages that may be installed for it: `dependencies`, `optionalDependencies`, `peerDependencies`.
    package var declaredDependencies: Set<String> = []

    /// A manifest that says nothing.
    package init() {}

    /// Reads a package.json.
    ///
    /// - Throws: `JSONError` when it is no JSON object.
    package init(_ bytes: [UInt8]) throws {
        var parser = JSONParser(bytes.withoutByteOrderMark)
        let value = try parser.parseDocument()
        name = value["name"]?.string
        main = value["main"]?.string
        isModule = value["type"]?.string == "module"
        if let exports = value["exports"], !exports.isNull { self.exports = exports }
        imports = value["imports"]
        for key in ["dependencies", "optionalDependencies", "peerDependencies"] {
            declaredDependencies.formUnion(value[key]?.object?.keys ?? [])
        }
        optionalDependencies = Set(value["optionalDependencies"]?.object?.keys ?? [])
        if let peers = value["peerDependenciesMeta"]?.object {
            for (name, peer) in peers where peer["optional"]?.bool == true { optionalDependencies.insert(name) }
        }
    }
}
