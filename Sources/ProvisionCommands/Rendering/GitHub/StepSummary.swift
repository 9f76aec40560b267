import ProvisioningApplication
package import ProvisioningDomain

/// The Markdown of a job's summary page; pure.
///
/// Values of properties never appear, secret outputs are redacted.
package enum StepSummary {
    /// What a run came to.
    package static func text(_ results: [ComponentResult]) -> String {
        results.map { result in
            var text = "### \(cell(result.component)): \(result.status.rawValue)\n\n"
            if let failure = result.failure { text += "**\(failure.code)**: \(cell(failure.message))\n\n" }
            guard let run = result.result else { return text }
            if let deployment = run.deployment { text += "Deployment `\(deployment)` of `\(run.stack)`\n\n" }
            text += changes(run.plan)
            for failure in run.failures {
                text += "- **\(cell(failure.step.urn.name))** \(failure.code): \(cell(failure.message))\n"
            }
            if !run.failures.isEmpty { text += "\n" }
            return text + outputs(run.outputs)
        }.joined()
    }

    /// What plans say.
    package static func text(_ plans: [(component: String, plan: Plan)]) -> String {
        plans.map { component, plan in
            let counts = plan.isEmpty ? "no changes" : PlanRenderer.summary(plan.counts)
            return "### Plan of \(cell(component)): \(counts)\n\n" + changes(plan)
        }.joined()
    }

    /// A failure before anything began.
    package static func text(_ failure: FailureReport) -> String {
        "### Failed: \(failure.code)\n\n\(cell(failure.message))\n\n"
    }

    private static func changes(_ plan: Plan) -> String {
        var text = ""
        if !plan.changes.isEmpty {
            text += "| change | resource | type | reason | properties |\n|---|---|---|---|---|\n"
            for step in plan.changes {
                let paths = step.action == .update || step.action == .replace ? step.diff.changes.map(\.path) : []
                let cells = [
                    step.action.rawValue, step.urn.name, step.urn.type.shortName, step.reason,
                    paths.joined(separator: ", "),
                ]
                text += "| \(cells.map(cell).joined(separator: " | ")) |\n"
            }
            text += "\n"
        }
        for warning in plan.warnings { text += "> Warning: \(cell(warning))\n\n" }
        return text
    }

    private static func outputs(_ outputs: PropertyMap) -> String {
        if outputs.isEmpty { return "" }
        var text = "| output | value |\n|---|---|\n"
        for (name, value) in outputs.sorted(by: { $0.key < $1.key }) {
            let shown = value.containsSecret ? "[secret]" : value.stringValue ?? value.description
            text += "| \(cell(name)) | \(cell(shown)) |\n"
        }
        return text + "\n"
    }

    /// Text that stays in its cell and is not taken for Markdown or HTML.
    static func cell(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
            .replacing("`", with: "\\`").replacing("\n", with: "<br>")
    }
}
