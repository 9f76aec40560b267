/// What a cloud operation left behind.
public struct ResourceOutcome: Sendable, Hashable {
    /// The id, in the form that the official Pulumi provider stores.
    public var id: String
    /// The inputs as they hold now.
    public var inputs: PropertyMap
    /// The outputs, complete enough for the official provider to see no difference.
    public var outputs: PropertyMap

    /// Describes an outcome.
    public init(id: String, inputs: PropertyMap, outputs: PropertyMap) {
        self.id = id
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// An operation that changed the cloud and then failed: its outcome belongs in the state.
public struct PartialOutcome: Error, Sendable, CustomStringConvertible {
    /// What exists now.
    public var outcome: ResourceOutcome
    /// Why it is not finished.
    public var reason: any ProvisioningFailure

    /// Describes an unfinished operation.
    public init(outcome: ResourceOutcome, reason: any ProvisioningFailure) {
        self.outcome = outcome
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason.description }
}
