/// One step of a plan.
public struct PlanStep: Sendable, Hashable {
    /// What is done.
    public var action: StepAction
    /// The resource.
    public var urn: URN
    /// The resource as it should be, checked, with references; nil for a delete.
    public var declaration: ResourceDeclaration?
    /// The resource as it is; nil for a create.
    public var old: ResourceState?
    /// The differences that are known now.
    public var diff: ResourceDiff
    /// Why, in a few words.
    public var reason: String
    /// The steps that must be done first.
    public var dependencies: [URN]

    /// Describes a step.
    public init(
        action: StepAction, urn: URN, declaration: ResourceDeclaration?, old: ResourceState?, diff: ResourceDiff,
        reason: String, dependencies: [URN]
    ) {
        self.action = action
        self.urn = urn
        self.declaration = declaration
        self.old = old
        self.diff = diff
        self.reason = reason
        self.dependencies = dependencies
    }
}
