/// Keeps artifacts where a cloud can fetch them.
public protocol ArtifactStore: ArtifactShelf {
    /// Where the cloud has to fetch an artifact from; nil when the cloud takes the file itself. Nothing is sent to the store.
    ///
    /// - Throws: a `ProvisioningFailure` when it cannot be told.
    func place(of artifact: Artifact) async throws -> ArtifactPlace?

    /// Makes sure that an artifact is there; one that is there with the right size is not written again.
    ///
    /// - Parameter stack: whose deployment needs it.
    /// - Returns: whether it was written.
    /// - Throws: a `ProvisioningFailure` when it is not there afterwards.
    @discardableResult
    func put(_ artifact: Artifact, for stack: StackReference) async throws -> Bool
}
