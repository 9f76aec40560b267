import ArgumentParser
import ProvisioningDomain

/// `apply` in the words of the requirements: component, provider and environment named.
struct DeployCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Deploys one component: --component, --provider and --env.")

    @OptionGroup var target: TargetOptions
    @Flag(name: .long, help: "Deploy every component of the environment.") var all = false
    @OptionGroup var approval: ApprovalOptions
    @Option(name: .long, help: ArgumentHelp("Why, for the records.", valueName: "text")) var reason: String?
    @Flag(name: .long, help: "Read every resource first and bring the state to what is.") var refresh = false
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        var target = target
        if target.component == "all" || all {
            target.component = nil
        } else if target.component == nil {
            let known = try Workspace(config: common.config, environment).components(target)
            throw ProvisioningError(
                .usage, code: "ComponentNeeded", "the component is missing",
                hint: "Add --all, or --component with one of: \(known.joined(separator: ", "))")
        }
        return try await ApplyRun(
            target: target, approval: approval, reason: reason, refresh: refresh, common: common
        ).run(environment)
    }
}
