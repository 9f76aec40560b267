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

    /// What kind of failure it is; nil when it is none.
    package var failureCategory: FailureCategory? {
        guard status == .failed else { return nil }
        if failures.contains(where: { $0.category == .interrupted }) || failures.isEmpty { return .interrupted }
        let categories = Set(failures.map(\.category))
        return categories == [.credentials] ? .credentials : .operation
    }
}
