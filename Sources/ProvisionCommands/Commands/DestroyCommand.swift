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
        try await ComponentRuns.approved(target, approval, common, environment) { run, place, questions in
            try await run.destroy { plan in
                try await questions.take {
                    try approval.confirm(
                        "Remove \(plan.changes.count) resources of \(run.component) in \(place)?",
                        answer: "destroy-\(place)", environment)
                }
            }
        }
    }
}
