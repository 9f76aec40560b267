/// Where a deployment is: `pending → inProgress → completed | failed`, later `rolledBack`.
public enum DeploymentStatus: String, Sendable, Hashable, CaseIterable {
    /// Asked for; nothing was done yet.
    case pending
    /// Packaging or changing resources.
    case inProgress
    /// Every step succeeded.
    case completed
    /// A step failed; what was done is in the state.
    case failed
    /// A later rollback took its place.
    case rolledBack
}
