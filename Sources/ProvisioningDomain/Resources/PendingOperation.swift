/// An operation that had begun when the checkpoint was written (apitype.OperationV2).
public struct PendingOperation: Sendable, Hashable {
    /// What had begun.
    public enum Kind: String, Sendable, Hashable {
        /// A create.
        case creating
        /// An update.
        case updating
        /// A delete.
        case deleting
        /// A read.
        case reading
    }

    /// The resource as it was to become.
    public var resource: ResourceState
    /// What had begun.
    public var kind: Kind

    /// Records an operation.
    public init(resource: ResourceState, kind: Kind) {
        self.resource = resource
        self.kind = kind
    }
}
