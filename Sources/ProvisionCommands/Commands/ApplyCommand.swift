import ArgumentParser
import ProvisioningApplication
import ProvisioningDomain

/// Brings components to what the configuration says.
struct ApplyCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Packages and deploys a component, or every component of an environment.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var approval: ApprovalOptions
    @Option(name: .long, help: ArgumentHelp("Why, for the records.", valueName: "text")) var reason: String?
    @Flag(name: .long, help: "Read every resource first and bring the state to what is.") var refresh = false
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        try await ApplyRun(
            target: target, approval: approval, reason: reason, refresh: refresh, common: common
        ).run(environment)
    }
}
