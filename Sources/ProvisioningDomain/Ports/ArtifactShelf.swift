/// A place that artifacts collect in, outside of all stacks.
public protocol ArtifactShelf: Sendable {
    /// The place, for people: a directory or `s3://<bucket>`.
    func location() async throws -> String

    /// What is there, sorted by SHA-256; what is not named like an artifact is left out.
    func list() async throws -> [KeptArtifact]

    /// Whose these artifacts are, by SHA-256. What somebody else has put there, or is not there, is left out.
    func owners(of artifacts: [String]) async throws -> [String: ArtifactOwner]

    /// Removes artifacts; those that are not there count as removed.
    func remove(_ artifacts: [String]) async throws
}
