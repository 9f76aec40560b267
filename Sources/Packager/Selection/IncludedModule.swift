/// A package of `node_modules` that goes in.
package struct IncludedModule: Sendable, Hashable {
    /// Its directory in the package, such as `node_modules/express`.
    package var path: String
    /// Its directory on disk, absolute and without links.
    package var location: String
    /// The name in its package.json; without one the name that it is found by.
    package var name: String
    /// The version in its package.json, if it has one.
    package var version: String?
    /// Who needs it, such as `package.json (dependencies)` or `node_modules/express/package.json (dependencies)`, in the order of the names' bytes.
    package var neededBy: [String]

    /// Describes a package that goes in.
    package init(path: String, location: String, name: String, version: String? = nil, neededBy: [String]) {
        self.path = path
        self.location = location
        self.name = name
        self.version = version
        self.neededBy = neededBy
    }
}
