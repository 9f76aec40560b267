import ArgumentParser
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport

/// Keeps the secrets that `${secrets.NAME}` refers to.
struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Keeps secrets, encrypted in the stack's Pulumi configuration.",
        subcommands: [Set.self, Get.self, List.self])

    /// Stores a secret.
    struct Set: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Stores a secret; its value is read from the standard input.")

        @Argument(help: "The name, as in ${secrets.NAME}.") var name: String
        @OptionGroup var target: TargetOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            guard let first = name.utf8.first, (first | 0x20) >= 0x61 || first == 0x5F,
                name.utf8.allSatisfy({
                    ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || $0 == 0x5F
                })
            else {
                throw InvalidValue(
                    what: "secret name", value: name, rule: "letters, digits and _, not beginning with a digit")
            }
            let workspace = try Workspace(config: common.config, environment)
            let stacks = try workspace.components(target).map { try workspace.stack($0, target) }
            if environment.console.isInteractive { environment.console.error("value of \(name), then Ctrl-D: ") }
            guard var value = String(validating: environment.console.readAll(), as: UTF8.self), !value.isEmpty else {
                throw ProvisioningError(
                    .configuration, code: "EmptySecret", "the standard input held no UTF-8 text",
                    hint: "Pipe the value in: printf %s \"$VALUE\" | semantest-provision secrets set \(name) --env …")
            }
            if value.hasSuffix("\n") { value.removeLast() }
            for stack in stacks {
                let provider = try await workspace.backend.currentSecretsProvider(of: stack)
                try await workspace.secrets.setSecret(name, value, of: stack, provider: provider)
            }
            if common.json {
                let names = stacks.map { JSONValue.string("\($0)") }
                environment.console.output(
                    EventLine.line("summary", [("status", "completed"), ("stacks", .array(names))]))
            } else if !common.quiet {
                environment.console.error("stored \(name) for \(stacks.map(\.description).joined(separator: ", "))\n")
            }
            return 0
        }
    }

    /// Lists the names of secrets.
    struct List: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the names of the secrets, never their values.")

        @OptionGroup var target: TargetOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            let workspace = try Workspace(config: common.config, environment)
            var components: [JSONValue] = []
            for component in try workspace.components(target) {
                let names = try await workspace.secrets.secretNames(of: try workspace.stack(component, target))
                components.append(["component": .string(component), "names": .array(names.map { .string($0) })])
                if !common.json { names.forEach { environment.console.output("\(component) \($0)\n") } }
            }
            if common.json {
                environment.console.output(
                    EventLine.line("summary", [("status", "completed"), ("components", .array(components))]))
            }
            return 0
        }
    }
}
