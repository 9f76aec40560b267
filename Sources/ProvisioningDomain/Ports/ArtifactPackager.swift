/// Packages a server.
public protocol ArtifactPackager: Sendable {
    /// Writes the package of a component into a directory, as `<sha256>.zip`, atomically.
    ///
    /// - Throws: a `ProvisioningFailure` of category `configuration` with the place of what is wrong.
    func package(_ component: ComponentSpecification, into directory: String) async throws -> Artifact
}
