package import OrderedJSON
import ProvisioningDomain

/// What a package.json, or the entry of a package in package-lock.json, says about what it needs
/// (npm documentation, "package.json" and "package-lock.json").
package struct ModuleManifest: Sendable, Equatable {
    /// How a package names another.
    package enum Kind: String, Sendable, Hashable {
        case dependencies
        case optionalDependencies
        case peerDependencies
        case bundleDependencies
    }

    /// A package that is named.
    package struct Need: Sendable, Equatable {
        /// The name that it is loaded by, which is the name of its directory.
        package var name: String
        package var kind: Kind
        /// Whether the package runs without it.
        package var isOptional: Bool
    }

    /// The package's own name.
    package var name: String?
    /// The package's version.
    package var version: String?
    /// What it needs to run, sorted by the bytes of the names.
    package var needs: [Need] = []
    /// What only its developers need.
    package var developmentDependencies: Set<String> = []
    /// Whether it names dependencies of any kind, even none of them.
    package var hasDependencyKeys = false
    /// Whether it is the top of a workspace.
    package var hasWorkspaces = false
    /// What it can run on.
    package var platforms = PlatformConstraint()

    /// A manifest that says nothing.
    package init() {}

    /// Reads the members that matter; those of another type than npm writes say nothing.
    package init(_ value: JSONValue) {
        name = value["name"]?.string
        version = value["version"]?.string
        hasWorkspaces = value["workspaces"] != nil
        platforms = PlatformConstraint(
            os: Self.names(value["os"]), cpu: Self.names(value["cpu"]), libc: Self.names(value["libc"]))
        developmentDependencies = Set(value["devDependencies"]?.object?.keys ?? [])
        hasDependencyKeys = ["dependencies", "optionalDependencies", "peerDependencies", "devDependencies"]
            .contains { value[$0]?.object != nil }
        needs = Self.needs(of: value)
    }

    /// Reads a package.json.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - file: its path, for messages.
    /// - Throws: a `ProvisioningError` `BrokenManifest` with file, line and column when it is no JSON: Node.js would refuse it too.
    package init(packageJSON bytes: [UInt8], file: String) throws {
        do throws(JSONError) {
            self.init(try JSONValue(parsing: bytes.withoutByteOrderMark))
        } catch {
            throw ProvisioningError(
                .configuration, code: "BrokenManifest", "\(file):\(error.line):\(error.column): \(error.message)",
                hint: "Correct the file, or install the module that it belongs to again.")
        }
    }

    /// A name is listed once: what is optional anywhere is optional, as in npm.
    private static func needs(of value: JSONValue) -> [Need] {
        var found: [String: Need] = [:]
        func add(_ names: [String], _ kind: Kind, isOptional: (String) -> Bool) {
            for name in names where isPackageName(name) && found[name] == nil {
                found[name] = Need(name: name, kind: kind, isOptional: isOptional(name))
            }
        }
        let dependencies = value["dependencies"]?.object?.keys ?? []
        add(value["optionalDependencies"]?.object?.keys ?? [], .optionalDependencies) { _ in true }
        add(dependencies, .dependencies) { _ in false }
        let peers = value["peerDependenciesMeta"]?.object
        add(value["peerDependencies"]?.object?.keys ?? [], .peerDependencies) {
            peers?[$0]?["optional"]?.bool == true
        }
        // A package.json may name an optional peer in the second of these only.
        add(peers?.keys ?? [], .peerDependencies) { _ in true }
        let bundled = value["bundleDependencies"] ?? value["bundledDependencies"]
        add(names(bundled), .bundleDependencies) { _ in true }
        return found.values.sorted { Path.precedes($0.name, $1.name) }
    }

    private static func names(_ value: JSONValue?) -> [String] {
        if let name = value?.string { return [name] }
        return value?.array?.compactMap(\.string) ?? []
    }

    /// Whether a name is that of one directory in `node_modules`, or of one in a scope: anything else could lead elsewhere.
    package static func isPackageName(_ name: String) -> Bool {
        let segments = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard segments.count == (name.utf8.first == UInt8(ascii: "@") ? 2 : 1) else { return false }
        return segments.allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") && !$0.contains(0) }
            && name != "node_modules"
    }
}
