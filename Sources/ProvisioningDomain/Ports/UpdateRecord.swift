/// One run on a stack, as Pulumi's history keeps it (apitype.UpdateInfo).
public struct UpdateRecord: Sendable, Hashable {
    /// What kind of run.
    public enum Kind: String, Sendable, Hashable {
        /// An apply.
        case update
        /// A destroy.
        case destroy
        /// A refresh.
        case refresh
    }

    /// What kind of run.
    public var kind: Kind
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended.
    public var endedAt: Timestamp
    /// Whether every step succeeded.
    public var succeeded: Bool
    /// Why, as the user says, or the deployment's id.
    public var message: String
    /// The number of resources by Pulumi's operation name.
    public var resourceChanges: [String: Int]

    /// Describes a run.
    public init(
        kind: Kind, startedAt: Timestamp, endedAt: Timestamp, succeeded: Bool, message: String,
        resourceChanges: [String: Int]
    ) {
        self.kind = kind
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.succeeded = succeeded
        self.message = message
        self.resourceChanges = resourceChanges
    }
}
