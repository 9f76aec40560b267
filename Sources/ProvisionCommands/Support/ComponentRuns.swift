import ProvisioningApplication
import ProvisioningDomain

/// Runs several components side by side; one that fails does not stop the others.
enum ComponentRuns {
    /// Works on every component of a target once it is clear that changes can be confirmed, and reports the results.
    ///
    /// - Parameter work: gets the component, the environment's name, and the turn in which questions are asked: those about several
    ///   components come one after the other.
    /// - Returns: the exit code.
    static func approved(
        _ target: TargetOptions, _ approval: ApprovalOptions, _ common: CommonOptions,
        _ environment: CommandEnvironment,
        _ work: @escaping @Sendable (ComponentRun, _ place: String, Turn) async throws -> RunResult
    ) async throws -> Int32 {
        try approval.validate(environment)
        let workspace = try Workspace(config: common.config, environment)
        let place = try workspace.environmentName(target)
        let components = try workspace.components(target)
        let reporter = common.reporter(environment)
        let questions = Turn()
        let results = try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            await all(components) { component in
                let run = ComponentRun(
                    workspace: workspace, component: component, target: target, connections: connections,
                    progress: reporter.progress(of: component))
                return try await work(run, place, questions)
            }
        }
        reporter.summary(results)
        return exitCode(results)
    }

    /// - Returns: the results in the order of the components.
    static func all(
        _ components: [String], _ work: @escaping @Sendable (String) async throws -> RunResult
    ) async -> [ComponentResult] {
        await withTaskGroup(of: (Int, ComponentResult).self) { group in
            for (index, component) in components.enumerated() {
                group.addTask {
                    do {
                        return (index, ComponentResult(component: component, result: try await work(component)))
                    } catch {
                        return (index, ComponentResult(component: component, failure: FailureReport(error)))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The exit code of the whole: the failure's own when all failures are of one kind.
    static func exitCode(_ results: [ComponentResult]) -> Int32 {
        let categories = Set(results.compactMap(\.category))
        guard let only = categories.first else { return 0 }
        return categories.count == 1 ? only.exitCode : FailureCategory.operation.exitCode
    }
}
