import ProvisioningApplication
import ProvisioningDomain

/// Another reporter, with annotations and a summary page of GitHub Actions besides.
struct GitHubActionsReporter: RunReporter {
    let inner: any RunReporter
    let actions: GitHubActions

    func progress(of component: String) -> any ProgressReporter {
        ComponentProgress(inner: inner.progress(of: component), actions: actions, component: component)
    }

    func summary(_ results: [ComponentResult]) {
        inner.summary(results)
        for result in results {
            if let failure = result.failure { actions.annotate(failure, title: "\(result.component): \(failure.code)") }
            for failure in result.result?.failures ?? [] {
                actions.annotate(
                    WorkflowCommand(.error, title: "\(failure.step.urn.name): \(failure.code)", failure.message))
            }
        }
        actions.summarize(StepSummary.text(results))
    }

    func failure(_ error: FailureReport) {
        inner.failure(error)
        actions.annotate(error)
        actions.summarize(StepSummary.text(error))
    }

    /// Warnings as annotations.
    private struct ComponentProgress: ProgressReporter {
        let inner: any ProgressReporter
        let actions: GitHubActions
        let component: String

        func report(_ progress: Progress) {
            inner.report(progress)
            switch progress {
            case .warning(let text): actions.annotate(WorkflowCommand(.warning, title: component, text))
            case .planned(let plan):
                for text in plan.warnings { actions.annotate(WorkflowCommand(.warning, title: component, text)) }
            default: break
            }
        }
    }
}
