import OrderedJSON

/// The npm packages in a package, with what their manifests say.
package struct PackageInventory {
    /// One package in one version, wherever copies of it are.
    struct Component {
        /// Its package URL.
        var purl: String
        var name: String
        var version: String?
        var license: LicenseStatement?
        /// The directories that hold it, sorted.
        var places: [String]
        /// What package-lock.json says of the archive that it came from.
        var digests: [LockDigests.Digest]
        /// The package URLs of what it depends on, sorted.
        var dependencies: [String]
    }

    /// The name in the server's package.json.
    let name: String?
    /// The version there.
    let version: String?
    /// What the server itself depends on: package URLs, sorted.
    let dependencies: [String]
    /// The packages, sorted by their package URLs.
    let components: [Component]

    /// The packages in a selection.
    ///
    /// - Throws: what reading a manifest throws.
    package init(_ selection: PackageSelection) throws {
        let contents = SourceTreeContents(selection.tree)
        var manifests: [String: JSONValue] = [:]
        for file in selection.tree.files where Path.lastSegment(of: file.path) == "package.json" {
            let directory = Path.directory(of: file.path)
            guard directory == selection.sourceDirectory || Path.moduleDirectory(of: file.path) == directory else {
                continue
            }
            var parser = JSONParser(try contents.contents(of: file.path))
            manifests[directory] = (try? parser.parseDocument()) ?? [:]
        }
        let server = manifests.removeValue(forKey: selection.sourceDirectory)
        name = server?["name"]?.string
        version = server?["version"]?.string
        let purls = Dictionary(uniqueKeysWithValues: manifests.map { ($0.key, Self.purl(of: $0.value, in: $0.key)) })
        dependencies = Self.dependencies(of: server ?? [:], in: selection.sourceDirectory, purls)
        let locks = try Self.locks(of: selection)
        var components: [String: Component] = [:]
        for directory in manifests.keys.sorted() {
            guard let manifest = manifests[directory], let purl = purls[directory] else { continue }
            let needed = Self.dependencies(of: manifest, in: directory, purls).filter { $0 != purl }
            if var known = components[purl] {
                known.places.append(directory)
                known.dependencies = Set(known.dependencies + needed).sorted()
                components[purl] = known
            } else {
                components[purl] = Component(
                    purl: purl, name: Self.name(of: manifest, in: directory), version: manifest["version"]?.string,
                    license: LicenseStatement(manifest), places: [directory], digests: locks.digests(at: directory),
                    dependencies: needed)
            }
        }
        self.components = components.values.sorted { $0.purl < $1.purl }
    }

    private static func name(of manifest: JSONValue, in directory: String) -> String {
        if let name = manifest["name"]?.string, !name.isEmpty { return name }
        let segments = Path.segments(of: directory)
        return segments.suffix(from: (segments.lastIndex(of: "node_modules") ?? -1) + 1).joined(separator: "/")
    }

    private static func purl(of manifest: JSONValue, in directory: String) -> String {
        PackageURL.npm(name(of: manifest, in: directory), version: manifest["version"]?.string)
    }

    /// What the manifest in a directory names and Node.js would find from there.
    private static func dependencies(
        of manifest: JSONValue, in directory: String, _ purls: [String: String]
    ) -> [String] {
        let names = ["dependencies", "optionalDependencies", "peerDependencies"].flatMap {
            manifest[$0]?.object?.keys ?? []
        }
        return Set(
            names.compactMap { name in
                Path.moduleFolders(above: directory).lazy.compactMap { purls[Path.join($0, name)] }.first { _ in true }
            }
        ).sorted()
    }

    /// The lock file of the server's directory, else of the root; it is read where it lies, whether it goes in or not.
    private static func locks(of selection: PackageSelection) throws -> LockDigests {
        for directory in [selection.sourceDirectory, ""] {
            let path = Path.join(Path.join(selection.root, directory), "package-lock.json")
            guard FileSystem.canonicalPath(path) != nil else { continue }
            return LockDigests(try FileSystem.contents(of: path), in: directory)
        }
        return LockDigests()
    }
}
