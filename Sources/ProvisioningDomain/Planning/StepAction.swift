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
    /// Leaves a resource alone.
    case same
    /// Reads a resource.
    case read
}
