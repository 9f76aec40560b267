/// Whether a file, or everything below a directory, goes into the package, and why.
package struct FileDecision: Sendable, Equatable {
    /// The path relative to the package root.
    package var path: String
    /// Whether it goes in.
    package var isIncluded: Bool
    /// Why, as the end of a sentence that begins with the path, such as `is needed by express/package.json (dependencies)`.
    package var reason: String

    /// A decision on a path.
    package init(path: String, isIncluded: Bool, reason: String) {
        self.path = path
        self.isIncluded = isIncluded
        self.reason = reason
    }
}
