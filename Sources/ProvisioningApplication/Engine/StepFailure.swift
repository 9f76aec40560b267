package import ProvisioningDomain

/// A step that failed.
package struct StepFailure: Error, Sendable {
    /// The step.
    package var step: PlanStep
    /// Why, in a sentence.
    package var message: String
    /// A stable code.
    package var code: String
    /// What kind of failure it is.
    package var category: FailureCategory

    package init(step: PlanStep, error: any Error) {
        self.step = step
        switch error {
        case let failure as any ProvisioningFailure:
            message = failure.description
            code = failure.code
            category = failure.category
        case let partial as PartialOutcome:
            message = partial.reason.description
            code = partial.reason.code
            category = partial.reason.category
        case is CancellationError:
            message = "interrupted; whether the cloud did it is recorded as pending and found out by the next run"
            code = "Interrupted"
            category = .interrupted
        default:
            message = "\(error)"
            code = "Unexpected"
            category = .operation
        }
    }
}
