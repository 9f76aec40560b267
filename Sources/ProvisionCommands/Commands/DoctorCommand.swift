import ArgumentParser

/// Checks everything that a deployment needs.
struct DoctorCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks libraries, configuration, state, network, clock, credentials and permissions.",
        discussion: "Changes nothing. Exit code 1 when something would make a deployment fail.")

    @Flag(name: .long, help: "Only list the hosts that are contacted, host:port one a line; sends nothing.")
    var hosts = false
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        try await CloudConnections.with(environment, verbose: common.verbose) { connections in
            let doctor = Doctor(
                environment: environment, config: common.config, target: target, connections: connections)
            if hosts {
                try await doctor.hosts().forEach { environment.console.output("\($0.address)\n") }
                return 0
            }
            let report = await doctor.run()
            let isColoured = common.isColoured(
                isTerminal: environment.console.outputIsTerminal, variables: environment.variables)
            environment.console.output(
                common.json ? report.json() : report.text(TerminalStyle(isColoured: isColoured)))
            if let actions = GitHubActions(environment) {
                for check in report.checks where check.status == .failed {
                    let advice = check.advice.map { "\n\($0)" } ?? ""
                    actions.annotate(WorkflowCommand(.error, title: "doctor: \(check.name)", check.detail + advice))
                }
            }
            return report.isSound ? 0 : 1
        }
    }
}
