import ProvisioningDomain

/// A cloud as one command uses it for one component.
struct CloudSession: Sendable {
    /// Manages the resources.
    var provider: any ResourceProvider
    /// Declares them.
    var blueprint: any Blueprint
    /// Takes the packages that are too large for a call.
    var artifacts: any ArtifactStore
    /// Asks a component by way of the cloud, and lets it say why it is not healthy.
    var functionProbe: any HealthProbe
    /// The Pulumi provider of their state.
    var declaration: ProviderDeclaration
    /// Configuration that `Pulumi.<stack>.yaml` should hold, such as `aws:region`.
    var configuration: [String: String]
    /// Begins to open what requests need, for a run that will surely send some.
    var openConnections: @Sendable () -> Void
    /// Makes sure that there are credentials, before anything is written anywhere.
    var signIn: @Sendable () async throws -> Void
}
