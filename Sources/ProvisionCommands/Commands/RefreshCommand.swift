import ArgumentParser
import ProvisioningApplication
import ProvisioningDomain

/// Brings the state to what is in the cloud.
struct RefreshCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Reads every resource, shows how it differs from the state, and brings the state to what is.",
        discussion: "Nothing in the cloud is changed. `plan --refresh` shows the same and leaves the state as it is.")

    @Flag(name: .long, help: "Exit with 2 when something differs.") var detailedExitcode = false
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        _ = try workspace.environmentName(target)
        let components = try workspace.components(target)
        let reporter = common.reporter(environment)
        let results = try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            await ComponentRuns.all(components) { component in
                try await ComponentRun(
                    workspace: workspace, component: component, target: target, connections: connections,
                    progress: reporter.progress(of: component)
                ).refresh()
            }
        }
        let style = TerminalStyle(
            isColoured: common.isColoured(
                isTerminal: environment.console.outputIsTerminal, variables: environment.variables))
        if environment.console.errorIsTerminal, !common.json { environment.console.error("\r\u{1B}[2K") }
        for result in results {
            guard let drift = result.result?.drift else { continue }
            environment.console.output(
                common.json
                    ? EventLine.drift(drift, component: result.component) : DriftRenderer(style: style).text(drift))
        }
        reporter.summary(results.map(\.withoutOutputs))
        let code = ComponentRuns.exitCode(results)
        return code == 0 && detailedExitcode && results.contains { $0.status == .completed } ? 2 : code
    }
}

extension ComponentResult {
    /// The same without the outputs of the stack, which a refresh does not give.
    fileprivate var withoutOutputs: ComponentResult {
        var copy = self
        copy.result?.outputs = [:]
        return copy
    }
}
