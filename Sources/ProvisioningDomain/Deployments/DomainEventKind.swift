/// The event catalogue: triads of a request and its two ends, in the past tense.
public enum DomainEventKind: String, Sendable, Hashable, CaseIterable {
    /// A deployment was asked for; it comes before packaging.
    case deploymentRequested = "DeploymentRequested"
    /// A deployment succeeded.
    case deploymentCompleted = "DeploymentCompleted"
    /// A deployment failed.
    case deploymentFailed = "DeploymentFailed"
    /// A resource is about to be created or changed.
    case infrastructureUpdateRequested = "InfrastructureUpdateRequested"
    /// A resource was created or changed.
    case infrastructureUpdated = "InfrastructureUpdated"
    /// A resource could not be created or changed.
    case infrastructureUpdateFailed = "InfrastructureUpdateFailed"
    /// A resource is about to be removed.
    case infrastructureRemovalRequested = "InfrastructureRemovalRequested"
    /// A resource was removed.
    case infrastructureRemoved = "InfrastructureRemoved"
    /// A resource could not be removed.
    case infrastructureRemovalFailed = "InfrastructureRemovalFailed"

    /// A resource differs from what the state says of it.
    case driftDetected = "DriftDetected"

    /// The dotted type on the wire, `infrastructure.<aggregate>.<participle>`.
    public var wireType: String {
        switch self {
        case .deploymentRequested: "infrastructure.deployment.requested"
        case .deploymentCompleted: "infrastructure.deployment.completed"
        case .deploymentFailed: "infrastructure.deployment.failed"
        case .infrastructureUpdateRequested: "infrastructure.update.requested"
        case .infrastructureUpdated: "infrastructure.update.completed"
        case .infrastructureUpdateFailed: "infrastructure.update.failed"
        case .infrastructureRemovalRequested: "infrastructure.removal.requested"
        case .infrastructureRemoved: "infrastructure.removal.completed"
        case .infrastructureRemovalFailed: "infrastructure.removal.failed"
        case .driftDetected: "infrastructure.drift.detected"
        }
    }
}
