import ArgumentParser
import OrderedJSON
import ProvisionConfiguration

/// Prints the JSON Schema of `provision.yaml`.
struct SchemaCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of provision.yaml, for editors and checks.")

    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        environment.console.output(ConfigurationSchema.json.text(.indented) + "\n")
        return 0
    }
}
