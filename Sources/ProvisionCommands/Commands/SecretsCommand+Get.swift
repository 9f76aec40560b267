import ArgumentParser
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport

extension SecretsCommand {
    /// Prints a secret.
    struct Get: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Prints the value of a secret, only with --show.")

        @Argument(help: "The name, as in ${secrets.NAME}.") var name: String
        @Flag(name: .long, help: "Really write the value to the standard output.") var show = false
        @OptionGroup var target: TargetOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            let workspace = try Workspace(config: common.config, environment)
            let stack = try workspace.stack(try workspace.component(target), target)
            guard show else {
                throw ProvisioningError(
                    .usage, code: "ShowNeeded", "the value of \(name) is not written without --show",
                    hint: "`secrets list` tells the names. Add --show where nobody reads along and no log is kept.")
            }
            guard let value = try await workspace.secrets.secret(name, of: stack) else {
                let known = try await workspace.secrets.secretNames(of: stack)
                let nearest = NearestMatch.of(name, in: known).map { "; did you mean \($0)?" } ?? ""
                throw ProvisioningError(
                    .configuration, code: "NoSuchSecret", "\(stack) has no secret \"\(name)\"\(nearest)",
                    hint: "Set it with: semantest-provision secrets set \(name) --env …")
            }
            environment.console.output(
                common.json
                    ? EventLine.line(
                        "secret", [("stack", .string("\(stack)")), ("name", .string(name)), ("value", .string(value))])
                    : value + "\n")
            return 0
        }
    }
}
