package import ArgumentParser

/// The command line itself.
package struct RootCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "semantest-provision",
        abstract: "Packages Node.js servers and runs them on AWS Lambda; its state is Pulumi's own.",
        version: Version.text,
        subcommands: [
            InitCommand.self, PackageCommand.self, PlanCommand.self, ApplyCommand.self, DeployCommand.self,
            StatusCommand.self, HistoryCommand.self, OutputsCommand.self, RefreshCommand.self, DestroyCommand.self,
            ArtifactsCommand.self, StateCommand.self, SecretsCommand.self, SchemaCommand.self, DoctorCommand.self,
            CompletionsCommand.self,
        ])

    package init() {}
}
