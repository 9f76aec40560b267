import OrderedJSON
import ProvisioningApplication
package import ProvisioningDomain

/// Writes the event stream of `--json` to the standard output.
package struct JSONReporter: RunReporter {
    private let console: Console

    package init(console: Console) { self.console = console }

    package func progress(of component: String) -> any ProgressReporter {
        ComponentProgress(component: component, console: console)
    }

    package func summary(_ results: [ComponentResult]) {
        guard results.count != 1 else {
            results.first.map { console.output(EventLine.line("summary", Self.members($0))) }
            return
        }
        let status =
            results.contains { $0.status == .failed }
            ? "failed" : results.contains { $0.status == .completed } ? "completed" : "unchanged"
        let components = results.map { result in
            JSONValue.object(JSONObject([("component", .string(result.component))] + Self.members(result)))
        }
        console.output(
            EventLine.line("summary", [("status", .string(status)), ("components", .array(components))]))
    }

    package func failure(_ error: FailureReport) {
        console.output(
            EventLine.line(
                "summary",
                [("deployment", .null), ("status", "failed"), ("error", Self.error(error))]))
    }

    private static func members(_ result: ComponentResult) -> [JSONObject.Element] {
        var members: [JSONObject.Element] = [
            ("deployment", result.result?.deployment.map { .string("\($0)") } ?? .null),
            ("status", .string(result.status.rawValue)),
            ("changes", EventLine.counts(result.result?.changes ?? [:])),
            ("outputs", EventLine.value(.object(result.result?.outputs ?? [:]))),
        ]
        if let failure = result.failure { members.append(("error", error(failure))) }
        let failures = result.result?.failures ?? []
        if !failures.isEmpty {
            members.append(
                (
                    "failures",
                    .array(
                        failures.map { failure in
                            .object(
                                JSONObject([
                                    ("resource", .string(failure.step.urn.name)), ("code", .string(failure.code)),
                                    ("message", .string(failure.message)),
                                ]))
                        })
                ))
        }
        return members
    }

    private static func error(_ error: FailureReport) -> JSONValue {
        .object(
            JSONObject([
                ("code", .string(error.code)), ("message", .string(error.message)),
                ("exitCode", .number(Int(error.category.exitCode))),
            ]))
    }

    /// The progress of one component as lines.
    private struct ComponentProgress: ProgressReporter {
        let component: String
        let console: Console

        func report(_ progress: Progress) {
            let name = ("component", JSONValue.string(component))
            switch progress {
            case .phase(let text), .note(let text):
                console.output(EventLine.line("phase", [name, ("message", .string(text))]))
            case .planned(let plan):
                console.output(EventLine.plan(plan, component: component))
            case .drifted(let drift):
                console.output(EventLine.drift(drift, component: component))
            case .started(let step):
                console.output(EventLine.line("step", [name, ("state", "started")] + Self.members(step)))
            case .finished(let step, let elapsed):
                console.output(
                    EventLine.line(
                        "step",
                        [name, ("state", "finished")] + Self.members(step) + [
                            ("elapsedMs", .number(elapsed.milliseconds))
                        ]))
            case .failed(let step, let message):
                console.output(
                    EventLine.line(
                        "step", [name, ("state", "failed")] + Self.members(step) + [("message", .string(message))]))
            case .warning(let text):
                console.output(EventLine.line("warning", [name, ("message", .string(text))]))
            }
        }

        private static func members(_ step: PlanStep) -> [JSONObject.Element] {
            [
                ("action", .string(step.action.rawValue)), ("name", .string(step.urn.name)),
                ("resourceType", .string(step.urn.type.token)), ("urn", .string(step.urn.text)),
            ]
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
