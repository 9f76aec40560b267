/// An artifact in a store.
public struct KeptArtifact: Sendable, Hashable {
    /// Lower-case hex SHA-256 of the zip.
    public var sha256: String
    /// Bytes of the zip.
    public var size: Int
    /// When it was written.
    public var modified: Timestamp

    /// Describes an artifact.
    public init(sha256: String, size: Int, modified: Timestamp) {
        self.sha256 = sha256
        self.size = size
        self.modified = modified
    }
}
