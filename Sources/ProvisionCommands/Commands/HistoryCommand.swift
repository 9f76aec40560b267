import ArgumentParser
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport

/// Lists deployments.
struct HistoryCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists the deployments of a component in an environment, the latest first.")

    @Option(name: .long, help: ArgumentHelp("How many at most, of each component.", valueName: "number"))
    var limit = 20
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is \(limit); it must be at least 1.") }
    }

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        var count = 0
        for component in try workspace.components(target) {
            let stack = try workspace.stack(component, target)
            let deployments = try await workspace.repository.list(stack).prefix(limit)
            count += deployments.count
            for deployment in deployments {
                environment.console.output(
                    common.json
                        ? EventLine.line("deployment", StatusCommand.members(deployment)) : Self.text(deployment))
            }
            if deployments.isEmpty, !common.json, !common.quiet {
                environment.console.error("\(component): no deployments of \(stack)\n")
            }
        }
        if common.json {
            environment.console.output(
                EventLine.line("summary", [("status", "completed"), ("deployments", .number(count))]))
        }
        return 0
    }

    /// One line for people.
    private static func text(_ deployment: Deployment) -> String {
        let changes = StepAction.allCases.compactMap { action in
            deployment.changes[action.rawValue].map { "\($0) \(action.past)" }
        }
        var words = [
            "\(deployment.id)", TerminalStyle.padded(deployment.status.rawValue, 10), "\(deployment.requestedAt)",
            "\(deployment.component)", "by \(deployment.actor)",
        ]
        if !changes.isEmpty { words.append("(\(changes.joined(separator: ", ")))") }
        if let reason = deployment.reason { words.append("\"\(reason)\"") }
        return words.joined(separator: "  ") + "\n"
    }
}
