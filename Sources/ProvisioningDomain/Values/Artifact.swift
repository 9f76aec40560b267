/// A zip file that holds a server and its bridge, named by its content.
public struct Artifact: Sendable, Hashable {
    /// Where the file is.
    public var path: String
    /// Lower-case hex SHA-256 of the file.
    public var sha256: String
    /// Bytes of the file.
    public var size: Int
    /// Bytes of all entries unpacked.
    public var unpackedSize: Int
    /// The entry point that the cloud calls, `semantest-bridge.handler` on Lambda.
    public var handler: String
    /// What the user should know, such as an optional module that cannot be resolved.
    public var warnings: [String]
    /// Where the cloud fetches it from; nil when it takes the file itself.
    public var place: ArtifactPlace?

    /// Describes an artifact.
    public init(
        path: String, sha256: String, size: Int, unpackedSize: Int, handler: String, warnings: [String] = [],
        place: ArtifactPlace? = nil
    ) {
        self.path = path
        self.sha256 = sha256
        self.size = size
        self.unpackedSize = unpackedSize
        self.handler = handler
        self.warnings = warnings
        self.place = place
    }
}
