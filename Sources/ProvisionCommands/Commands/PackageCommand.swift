import ArgumentParser
import OrderedJSON
import Packager
import ProvisionConfiguration
import ProvisioningDomain

/// Packages a component without touching a cloud.
struct PackageCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "package", abstract: "Packages a component as a zip; the same files give the same bytes.")

    @OptionGroup var target: TargetOptions
    @Option(name: [.short, .long], help: ArgumentHelp("The directory to write to.", valueName: "directory"))
    var output = "."
    @Flag(help: "Compress everything again and keep nothing for the next run.")
    var noCache = false
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        let component = try workspace.component(target)
        let place =
            try target.env.map { try workspace.configuration.environment($0) }
            ?? workspace.configuration.environments.first
        guard let place else {
            throw ProvisioningError(.configuration, code: "NoEnvironment", "the configuration has no environments")
        }
        // A package holds no values of variables, so no secret is needed.
        let specification = try workspace.configuration.resolve(
            component: component, environment: "\(place.name)", provider: try workspace.provider(target)
        ) { _ in .secret("") }
        let artifact = try await workspace.packager(usesCache: !noCache).package(
            specification, into: environment.absolute(output))
        if common.json {
            for warning in artifact.warnings {
                environment.console.output(
                    EventLine.line("warning", [("component", .string(component)), ("message", .string(warning))]))
            }
            environment.console.output(
                EventLine.line(
                    "summary",
                    [
                        ("status", "completed"), ("path", .string(artifact.path)), ("sha256", .string(artifact.sha256)),
                        ("bytes", .number(artifact.size)), ("unpackedBytes", .number(artifact.unpackedSize)),
                        ("handler", .string(artifact.handler)),
                    ]))
        } else {
            artifact.warnings.forEach { environment.console.error("warning \(component): \($0)\n") }
            if !common.quiet {
                environment.console.error(
                    "\(artifact.size) bytes packed, \(artifact.unpackedSize) bytes unpacked, handler \(artifact.handler)\n"
                )
            }
            environment.console.output("\(artifact.path)\n")
        }
        return 0
    }
}
