/// A file archive as Pulumi records it (sdk/go/common/resource/archive.go).
public struct Archive: Sendable, Hashable {
    /// Lower-case hex SHA-256: of the file's bytes for a zip file.
    public var hash: String
    /// The path as the Pulumi program gives it, relative to the project's folder; nil for a placeholder.
    public var path: String?

    /// Makes an archive value.
    public init(hash: String, path: String?) {
        self.hash = hash
        self.path = path
    }
}
