/// What a step does.
public enum StepAction: String, Sendable, Hashable, CaseIterable {
    /// Makes a resource.
    case create
    /// Changes a resource in place.
    case update
    /// Makes a resource anew and removes the old one.
    case replace
    /// Removes a resource.
    case delete
    /// Takes the entry of a resource out of the state and leaves the resource in the cloud.
    case forget
    /// Leaves a resource alone.
    case same
    /// Reads a resource.
    case read

    /// Whether it takes an entry out of the state.
    public var isRemoval: Bool { self == .delete || self == .forget }
}
