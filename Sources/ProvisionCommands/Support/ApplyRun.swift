import ProvisioningApplication
import ProvisioningDomain

/// What `apply` and `deploy` do.
struct ApplyRun: Sendable {
    let target: TargetOptions
    let approval: ApprovalOptions
    let reason: String?
    let refresh: Bool
    let common: CommonOptions

    /// - Returns: the exit code.
    func run(_ environment: CommandEnvironment) async throws -> Int32 {
        try approval.validate(environment)
        let workspace = try Workspace(config: common.config, environment)
        let place = try workspace.environmentName(target)
        let components = try workspace.components(target)
        let reporter = common.reporter(environment)
        // Questions about several components come one after the other.
        let questions = Turn()
        let results = try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            await ComponentRuns.all(components) { component in
                let run = ComponentRun(
                    workspace: workspace, component: component, target: target, connections: connections,
                    progress: reporter.progress(of: component))
                return try await run.apply(reason: reason, refresh: refresh) { plan in
                    try await questions.take {
                        try approval.confirm(
                            "Make these changes to \(component) in \(place)? (\(PlanRenderer.summary(plan.counts)))",
                            environment)
                    }
                }
            }
        }
        reporter.summary(results)
        return ComponentRuns.exitCode(results)
    }
}

/// Lets one at a time.
actor Turn {
    /// Works while nobody else does.
    func take(_ work: @Sendable () throws -> Void) throws { try work() }
}
