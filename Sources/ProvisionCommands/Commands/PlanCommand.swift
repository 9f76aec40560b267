import ArgumentParser
import OrderedJSON
import ProvisioningDomain

/// Shows what an apply would do.
struct PlanCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what apply would change; touches nothing.")

    @Flag(name: .long, help: "Exit with 2 when something would change.") var detailedExitcode = false
    @Flag(name: .long, help: "Read every resource first; plan from what is, and show how it differs from the state.")
    var refresh = false
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        _ = try workspace.environmentName(target)
        let components = try workspace.components(target)
        let reporter = common.reporter(environment)
        let plans = try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            var plans: [(component: String, plan: Plan, drift: StackDrift?)] = []
            for component in components {
                let run = ComponentRun(
                    workspace: workspace, component: component, target: target, connections: connections,
                    progress: reporter.progress(of: component))
                let (plan, drift) = try await run.plan(refresh: refresh)
                plans.append((component, plan, drift))
            }
            return plans
        }
        show(plans, environment)
        if let actions = GitHubActions(environment) {
            for (component, plan, _) in plans {
                plan.warnings.forEach { actions.annotate(WorkflowCommand(.warning, title: component, $0)) }
            }
            actions.summarize(StepSummary.text(plans.map { ($0.component, $0.plan) }))
        }
        return detailedExitcode && plans.contains { !$0.plan.isEmpty } ? 2 : 0
    }

    private func show(
        _ plans: [(component: String, plan: Plan, drift: StackDrift?)], _ environment: CommandEnvironment
    ) {
        if common.json {
            for (component, plan, drift) in plans {
                if let drift { environment.console.output(EventLine.drift(drift, component: component)) }
                environment.console.output(EventLine.plan(plan, component: component))
            }
            let changes = plans.reduce(into: [StepAction: Int]()) { $0.merge($1.plan.counts, uniquingKeysWith: +) }
            let status = plans.allSatisfy(\.plan.isEmpty) ? "unchanged" : "planned"
            environment.console.output(
                EventLine.line(
                    "summary",
                    [("deployment", .null), ("status", .string(status)), ("changes", EventLine.counts(changes))]))
            return
        }
        let console = environment.console
        let style = TerminalStyle(
            isColoured: common.isColoured(isTerminal: console.outputIsTerminal, variables: environment.variables))
        if console.errorIsTerminal { console.error("\r\u{1B}[2K") }
        for (_, plan, drift) in plans {
            if let drift { console.output(DriftRenderer(style: style).text(drift)) }
            console.output(PlanRenderer(style: style).text(plan))
        }
    }
}
