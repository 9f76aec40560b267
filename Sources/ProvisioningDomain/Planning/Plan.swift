/// What it takes to bring a stack from its state to its declaration: a value, which `Apply` executes.
public struct Plan: Sendable, Hashable {
    /// The stack.
    public var stack: StackReference
    /// The steps, each after those that it needs; deletes come last, dependents first.
    public var steps: [PlanStep]
    /// The outputs that the stack will have, with references.
    public var outputs: PropertyMap
    /// Whether the outputs recorded in the state differ.
    public var outputsChange: Bool
    /// What the user should know.
    public var warnings: [String]

    /// Describes a plan.
    public init(
        stack: StackReference, steps: [PlanStep], outputs: PropertyMap, outputsChange: Bool, warnings: [String]
    ) {
        self.stack = stack
        self.steps = steps
        self.outputs = outputs
        self.outputsChange = outputsChange
        self.warnings = warnings
    }

    /// The steps that do something.
    public var changes: [PlanStep] { steps.filter { $0.action != .same } }

    /// Whether nothing is to be done.
    public var isEmpty: Bool { changes.isEmpty && !outputsChange }

    /// The number of steps by action, without `same`.
    public var counts: [StepAction: Int] { changes.reduce(into: [:]) { $0[$1.action, default: 0] += 1 } }
}
