/// How a resource differs from what the state says of it.
public struct ResourceDrift: Sendable, Hashable {
    /// The resource as the state has it.
    public var resource: ResourceState
    /// The resource as it is; nil when it is gone.
    public var actual: ResourceOutcome?
    /// The inputs that differ, from the state to the cloud; empty when it is gone.
    public var changes: [PropertyChange]

    /// Compares a resource in the state with what the cloud answered; pure.
    ///
    /// Only inputs are compared: outputs follow from them. What the cloud never tells stands in the answer as the state has it.
    ///
    /// - Returns: nil when nothing differs.
    public init?(_ resource: ResourceState, actual: ResourceOutcome?) {
        changes = actual.map { PropertyDiff.changes(from: resource.inputs, to: $0.inputs) } ?? []
        if actual != nil, changes.isEmpty { return nil }
        self.resource = resource
        self.actual = actual
    }

    /// Whether the resource does not exist any more.
    public var isGone: Bool { actual == nil }
}
