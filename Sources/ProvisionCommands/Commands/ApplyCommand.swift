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
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        try await ApplyRun(target: target, approval: approval, reason: reason, common: common).run(environment)
    }
}
