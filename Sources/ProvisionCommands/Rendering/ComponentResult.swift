package import ProvisioningApplication
package import ProvisioningDomain

/// What became of one component in a run.
package struct ComponentResult: Sendable {
    /// The component.
    package var component: String
    /// The result, when the run on its stack began.
    package var result: RunResult?
    /// The failure, when it did not begin, or when the component is not healthy although every step succeeded.
    package var failure: FailureReport?

    package init(component: String, result: RunResult) {
        self.component = component
        self.result = result
        failure = result.unhealthy.map { FailureReport($0) }
    }

    package init(component: String, failure: FailureReport) {
        self.component = component
        self.failure = failure
    }

    /// How it ended.
    package var status: RunStatus { result?.status ?? .failed }

    /// What kind of failure it is; nil when it is none.
    package var category: FailureCategory? { failure?.category ?? result?.failureCategory }
}
