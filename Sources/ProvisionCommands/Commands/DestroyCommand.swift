import ArgumentParser
import ProvisioningApplication
import ProvisioningDomain

/// Removes everything of a component, or of an environment.
struct DestroyCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Removes every resource of a component, or of every component of an environment.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        try approval.validate(environment)
        let workspace = try Workspace(config: common.config, environment)
        let place = try workspace.environmentName(target)
        let components = try workspace.components(target)
        let reporter = common.reporter(environment)
        let questions = Turn()
        let results = try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            await ComponentRuns.all(components) { component in
                let run = ComponentRun(
                    workspace: workspace, component: component, target: target, connections: connections,
                    progress: reporter.progress(of: component))
                return try await run.destroy { plan in
                    try await questions.take {
                        try approval.confirm(
                            "Remove \(plan.changes.count) resources of \(component) in \(place)?",
                            answer: "destroy-\(place)", environment)
                    }
                }
            }
        }
        reporter.summary(results)
        return ComponentRuns.exitCode(results)
    }
}
