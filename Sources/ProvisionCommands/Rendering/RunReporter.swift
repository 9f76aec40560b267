package import ProvisioningDomain

/// Shows what a run does, in one of the output forms.
package protocol RunReporter: Sendable {
    /// The progress of one component.
    func progress(of component: String) -> any ProgressReporter
    /// The end of the run.
    func summary(_ results: [ComponentResult])
    /// A failure that ended the run.
    func failure(_ error: FailureReport)
}
