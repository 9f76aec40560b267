package import ProvisioningDomain

/// What `ApplyStack` is asked to do.
package struct ApplyRequest: Sendable {
    /// The component in its environment.
    package var specification: ComponentSpecification
    /// Its package.
    package var artifact: Artifact
    /// What the stack should be.
    package var declaration: StackDeclaration
    /// The Pulumi provider of its resources.
    package var provider: ProviderDeclaration
    /// When the deployment was asked for, before packaging.
    package var requestedAt: Timestamp
    /// Who asks.
    package var actor: String
    /// Whether the state is brought to what is in the cloud before the plan is made.
    package var refresh: Bool
    /// Why, as the user says.
    package var reason: String?
    /// How the component shows that it serves; nil when nobody asked for that.
    package var health: HealthVerification?

    package init(
        specification: ComponentSpecification, artifact: Artifact, declaration: StackDeclaration,
        provider: ProviderDeclaration, requestedAt: Timestamp, actor: String, reason: String?, refresh: Bool = false,
        health: HealthVerification? = nil
    ) {
        self.specification = specification
        self.artifact = artifact
        self.declaration = declaration
        self.provider = provider
        self.requestedAt = requestedAt
        self.actor = actor
        self.reason = reason
        self.refresh = refresh
        self.health = health
    }
}
