import OrderedJSON
import ProvisioningDomain

/// A `package-lock.json`, `npm-shrinkwrap.json` or `node_modules/.package-lock.json` of version 2 or 3
/// (npm documentation, "package-lock.json").
package struct PackageLock {
    /// The names of npm's lock files in a directory, the one that counts first.
    package static let names = ["npm-shrinkwrap.json", "package-lock.json", "node_modules/.package-lock.json"]

    /// What it says of a package in a place.
    package struct Entry: Sendable, Equatable {
        /// What the package needs and runs on.
        package var manifest: ModuleManifest
        /// Whether only development dependencies need it.
        package var isDevelopment: Bool
        /// Whether everything that needs it can do without.
        package var isOptional: Bool
        /// Whether it is a link to a directory of the project.
        package var isLink: Bool
    }

    /// The file relative to the package root, for messages.
    package let file: String
    private let packages: JSONObject

    /// Reads a lock; nil for one of version 1, which does not say where packages are.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - file: its path relative to the package root.
    /// - Throws: a `ProvisioningError` `BrokenLock` with file, line and column.
    package init?(_ bytes: [UInt8], file: String) throws {
        func broken(_ place: String, _ what: String) -> ProvisioningError {
            ProvisioningError(
                .configuration, code: "BrokenLock", "\(file)\(place): \(what)",
                hint: "Restore the file from version control, resolve a merge in it, or write it anew with npm install."
            )
        }
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes.withoutByteOrderMark)
        } catch {
            throw broken(":\(error.line):\(error.column)", error.message)
        }
        guard document.object != nil else { throw broken(":1:1", "an object was expected, not \(document.kindName)") }
        guard let version = document["lockfileVersion"]?.int else { throw broken("", "it has no lockfileVersion") }
        if version < 2 { return nil }
        guard let packages = document["packages"]?.object else { throw broken("", "it has no packages") }
        for (key, entry) in packages where entry.object == nil {
            throw broken("", "packages has \(entry.kindName) for \"\(key)\", an object was expected")
        }
        self.file = file
        self.packages = packages
    }

    /// What it says of the package at a path relative to the lock's directory; nil when it does not know it.
    package func entry(at path: String) -> Entry? {
        guard let value = packages[path] else { return nil }
        return Entry(
            manifest: ModuleManifest(value), isDevelopment: value["dev"]?.bool == true,
            isOptional: value["optional"]?.bool == true || value["devOptional"]?.bool == true,
            isLink: value["link"]?.bool == true)
    }

    /// What it says of the package that `name` means to the one at `path`: in its `node_modules`, or in those above it.
    package func entry(named name: String, from path: String) -> Entry? {
        for folder in Path.moduleFolders(above: path) {
            if let found = entry(at: Path.join(folder, name)) { return found }
        }
        return nil
    }
}
