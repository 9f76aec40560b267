import ProvisioningApplication
package import ProvisioningDomain

/// Writes for people: progress to the standard error, the result to the standard output.
package struct HumanReporter: RunReporter {
    private let console: Console
    private let style: TerminalStyle
    private let isQuiet: Bool
    private let status: StatusLine

    package init(console: Console, style: TerminalStyle, isQuiet: Bool) {
        self.console = console
        self.style = style
        self.isQuiet = isQuiet
        status = StatusLine(console: console, isLive: console.errorIsTerminal && !isQuiet)
    }

    package func progress(of component: String) -> any ProgressReporter {
        ComponentProgress(component: component, style: style, isQuiet: isQuiet, status: status)
    }

    package func summary(_ results: [ComponentResult]) {
        status.clear()
        for result in results { summary(result) }
    }

    package func failure(_ error: FailureReport) {
        status.clear()
        console.error("\(style.paint("error", .red)) \(error.code): \(PrintableText.of(error.message))\n")
    }

    private func summary(_ result: ComponentResult) {
        if let failure = result.failure {
            console.error(
                "\(style.paint("error", .red)) \(result.component): \(failure.code): \(PrintableText.of(failure.message))\n"
            )
        }
        guard let run = result.result else { return }
        for failed in run.failures {
            console.error(
                "\(style.paint("error", .red)) \(failed.step.urn.name): \(failed.code): \(PrintableText.of(failed.message))\n"
            )
        }
        let counts = StepAction.allCases.compactMap { action in run.changes[action].map { "\($0) \(action.past)" } }
        let detail = counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))"
        let colour: TerminalStyle.Attribute = run.status == .failed ? .red : .green
        let deployment = run.deployment.map { " \($0)" } ?? ""
        if !isQuiet || run.status == .failed {
            console.error(
                "\(style.paint("\(result.component) \(run.status.rawValue)", colour))\(detail)\(deployment)\n")
        }
        for (name, value) in run.outputs.sorted(by: { $0.key < $1.key }) {
            let text = value.containsSecret ? "[secret]" : value.stringValue ?? value.description
            console.output("\(name) = \(PrintableText.of(text))\n")
        }
    }

    /// The progress of one component.
    private struct ComponentProgress: ProgressReporter {
        let component: String
        let style: TerminalStyle
        let isQuiet: Bool
        let status: StatusLine

        func report(_ progress: Progress) {
            switch progress {
            case .warning(let text):
                status.print("\(style.paint("warning", .yellow)) \(component): \(PrintableText.of(text))")
            case .failed(let step, _):
                status.end(
                    step.urn.text, with: "\(style.paint("failed", .red)) \(step.action.rawValue) \(step.urn.name)")
            case _ where isQuiet:
                break
            case .phase(let text):
                status.show("\(component): \(text)")
            case .note(let text):
                status.print("\(component): \(PrintableText.of(text))")
            case .planned(let plan):
                status.show("")
                status.print(String(PlanRenderer(style: style).text(plan).dropLast()))
            case .drifted(let drift):
                status.print(String(DriftRenderer(style: style).text(drift).dropLast()))
            case .started(let step):
                status.begin(step.urn.text, "\(step.action.present) \(step.urn.name)")
            case .finished(let step, let elapsed):
                let mark = PlanRenderer.mark(step.action)
                status.end(
                    step.urn.text,
                    with: "  \(style.paint(mark.0, mark.1)) \(step.urn.name) \(step.action.past) "
                        + style.paint("\(elapsed.milliseconds) ms", .dim))
            }
        }
    }
}

extension StepAction {
    /// As it is called when done.
    var past: String {
        switch self {
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .delete: "deleted"
        case .forget: "forgotten"
        case .same: "unchanged"
        case .read: "read"
        }
    }

    /// As it is called while it is done.
    var present: String {
        switch self {
        case .create: "creating"
        case .update: "updating"
        case .replace: "replacing"
        case .delete: "deleting"
        case .forget: "forgetting"
        case .same: "keeping"
        case .read: "reading"
        }
    }
}
