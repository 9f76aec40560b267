/// One attempt to bring a component to an artifact and a configuration; it records what happened as domain events.
public struct Deployment: Sendable, Hashable {
    /// The identifier, which sorts by time.
    public let id: DeploymentID
    /// The stack.
    public let stack: StackReference
    /// The component's name.
    public let component: String
    /// The cloud.
    public let provider: CloudProvider
    /// The environment.
    public let environment: EnvironmentName
    /// Who asked for it.
    public let actor: String
    /// Why, as the user says.
    public let reason: String?
    /// When it was asked for.
    public let requestedAt: Timestamp
    /// SHA-256 of the artifact; nil before packaging.
    public private(set) var artifact: String?
    /// Where it is.
    public private(set) var status: DeploymentStatus
    /// When it ended; nil before.
    public private(set) var endedAt: Timestamp?
    /// Why it failed; nil when it did not.
    public private(set) var failure: String?
    /// Whether all of it may stand in the cloud although it failed: nobody has seen the component healthy since.
    public private(set) var isUnproven: Bool
    /// What it changed: the number of resources by action.
    public private(set) var changes: [String: Int]
    /// The stack's outputs when it ended; secrets are left out.
    public private(set) var outputs: [String: String]

    /// Restores a deployment from its record.
    public init(
        id: DeploymentID, stack: StackReference, component: String, provider: CloudProvider,
        environment: EnvironmentName, actor: String, reason: String?, requestedAt: Timestamp, artifact: String? = nil,
        status: DeploymentStatus = .pending, endedAt: Timestamp? = nil, failure: String? = nil,
        isUnproven: Bool = false, changes: [String: Int] = [:], outputs: [String: String] = [:]
    ) {
        self.id = id
        self.stack = stack
        self.component = component
        self.provider = provider
        self.environment = environment
        self.actor = actor
        self.reason = reason
        self.requestedAt = requestedAt
        self.artifact = artifact
        self.status = status
        self.endedAt = endedAt
        self.failure = failure
        self.isUnproven = isUnproven
        self.changes = changes
        self.outputs = outputs
    }

    /// Begins the work.
    ///
    /// - Throws: `InvalidTransition` unless it is pending.
    public mutating func start(artifact: String?) throws(InvalidTransition) {
        try move(from: [.pending], to: .inProgress)
        self.artifact = artifact
    }

    /// Ends the work with success.
    ///
    /// - Throws: `InvalidTransition` unless it is in progress.
    public mutating func complete(
        changes: [String: Int], outputs: [String: String], at time: Timestamp
    ) throws(InvalidTransition) {
        try move(from: [.inProgress], to: .completed)
        self.changes = changes
        self.outputs = outputs
        endedAt = time
    }

    /// Ends the work with a failure, also before it began.
    ///
    /// - Parameter isUnproven: whether all of it may stand in the cloud.
    /// - Throws: `InvalidTransition` when it has ended already.
    public mutating func fail(
        reason: String, isUnproven: Bool = false, changes: [String: Int], at time: Timestamp
    ) throws(InvalidTransition) {
        try move(from: [.pending, .inProgress], to: .failed)
        failure = reason
        self.isUnproven = isUnproven
        self.changes = changes
        endedAt = time
    }

    private mutating func move(from allowed: [DeploymentStatus], to next: DeploymentStatus) throws(InvalidTransition) {
        guard allowed.contains(status) else { throw InvalidTransition(deployment: id, from: status, to: next) }
        status = next
    }
}

/// A change of status that the life of a deployment does not allow.
public struct InvalidTransition: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which deployment.
    public var deployment: DeploymentID
    /// Where it is.
    public var from: DeploymentStatus
    /// Where it should have gone.
    public var to: DeploymentStatus

    /// A sentence for the user.
    public var description: String { "deployment \(deployment) is \(from.rawValue) and cannot become \(to.rawValue)" }
}
