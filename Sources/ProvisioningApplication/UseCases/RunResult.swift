package import ProvisioningDomain

/// What a run on one stack came to.
package struct RunResult: Sendable {
    /// The stack.
    package var stack: StackReference
    /// How it ended.
    package var status: RunStatus
    /// The deployment: of an unchanged stack the one that runs; nil when there is none.
    package var deployment: DeploymentID?
    /// The plan that was executed.
    package var plan: Plan
    /// The number of resources changed, by action.
    package var changes: [StepAction: Int]
    /// The outputs of the stack.
    package var outputs: PropertyMap
    /// The steps that failed.
    package var failures: [StepFailure]
    /// Why a component that was deployed is not healthy; nil when it is, or nobody asked.
    package var unhealthy: (any ProvisioningFailure)?
    /// How the cloud differed from the state; nil when that was not asked.
    package var drift: StackDrift?

    package init(
        stack: StackReference, status: RunStatus, deployment: DeploymentID?, plan: Plan,
        changes: [StepAction: Int], outputs: PropertyMap, failures: [StepFailure]
    ) {
        self.stack = stack
        self.status = status
        self.deployment = deployment
        self.plan = plan
        self.changes = changes
        self.outputs = outputs
        self.failures = failures
    }

    /// A run that had nothing to do on a stack that is empty or does not exist.
    package static func nothing(to stack: StackReference) -> RunResult {
        RunResult(
            stack: stack, status: .unchanged, deployment: nil,
            plan: Plan(stack: stack, steps: [], outputs: [:], outputsChange: false, warnings: []), changes: [:],
            outputs: [:], failures: [])
    }

    /// What kind of failure it is; nil when it is none.
    package var failureCategory: FailureCategory? {
        guard status == .failed else { return nil }
        if let unhealthy { return unhealthy.category }
        if failures.contains(where: { $0.category == .interrupted }) || failures.isEmpty { return .interrupted }
        let categories = Set(failures.map(\.category))
        return categories == [.credentials] ? .credentials : .operation
    }
}
