/// What one stack needs artifacts for.
public struct ArtifactUse: Sendable, Hashable {
    /// The stack.
    public var stack: StackReference
    /// What its state and its pending operations name.
    public var current: Set<String>
    /// The deployments whose records stay, the latest first.
    public var kept: [Deployment]
    /// The deployments whose records go.
    public var expired: [Deployment]
    /// Whether the stack has resources.
    ///
    /// The records of one that has none, as after a destroy, keep no artifact: there is nothing to roll back.
    public var isDeployed: Bool

    /// Describes the use.
    ///
    /// - Parameters:
    ///   - snapshot: the state; nil when there is none.
    ///   - deployments: all records, the latest first.
    ///   - keep: how many records stay, as `DeploymentRetention` counts.
    public init(stack: StackReference, snapshot: StackSnapshot?, deployments: [Deployment], keep: Int) {
        self.stack = stack
        current = snapshot?.artifacts ?? []
        (kept, expired) = DeploymentRetention.split(deployments, keep: keep)
        isDeployed = snapshot?.managed.isEmpty == false || snapshot?.pendingOperations.isEmpty == false
    }

    /// The SHA-256 of every artifact that must stay for this stack.
    public var needed: Set<String> {
        let unfinished = kept.filter { $0.status == .pending || $0.status == .inProgress }
        return current.union((isDeployed ? kept : unfinished).compactMap(\.artifact))
    }

    /// The deployments of an artifact, the latest first.
    public func deployments(of sha256: String) -> [Deployment] {
        (kept + expired).filter { $0.artifact == sha256 }
    }
}

extension [ArtifactUse] {
    /// The SHA-256 of every artifact that must stay.
    public var needed: Set<String> { reduce(into: []) { $0.formUnion($1.needed) } }
}
