import ArgumentParser
import OrderedJSON
import ProvisioningDomain

/// Shows what an apply would do.
struct PlanCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what apply would change; touches nothing.")

    @Flag(name: .long, help: "Exit with 2 when something would change.") var detailedExitcode = false
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        _ = try workspace.environmentName(target)
        let components = try workspace.components(target)
        let reporter = common.reporter(environment)
        let plans = try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            var plans: [(component: String, plan: Plan)] = []
            for component in components {
                let run = ComponentRun(
                    workspace: workspace, component: component, target: target, connections: connections,
                    progress: reporter.progress(of: component))
                plans.append((component, try await run.plan()))
            }
            return plans
        }
        show(plans, environment)
        if let actions = GitHubActions(environment) {
            for (component, plan) in plans {
                plan.warnings.forEach { actions.annotate(WorkflowCommand(.warning, title: component, $0)) }
            }
            actions.summarize(StepSummary.text(plans))
        }
        return detailedExitcode && plans.contains { !$0.plan.isEmpty } ? 2 : 0
    }

    private func show(_ plans: [(component: String, plan: Plan)], _ environment: CommandEnvironment) {
        if common.json {
            plans.forEach { environment.console.output(EventLine.plan($0.plan, component: $0.component)) }
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
        plans.forEach { console.output(PlanRenderer(style: style).text($0.plan)) }
    }
}
