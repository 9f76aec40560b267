import ArgumentParser
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport
import SystemFiles

/// Works on the Pulumi state of a stack.
struct StateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Exports, imports, checks and unlocks the Pulumi state of a stack.",
        subcommands: [Export.self, Import.self, Verify.self, Unlock.self])

    /// Prints a deployment as `pulumi stack export` does.
    struct Export: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Prints what `pulumi stack export` prints; secrets stay encrypted.")

        @OptionGroup var target: TargetOptions
        @Option(name: [.short, .long], help: ArgumentHelp("Write to a file instead.", valueName: "file"))
        var output: String?
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            let workspace = try Workspace(config: common.config, environment)
            let stack = try workspace.stack(try workspace.component(target), target)
            guard let bytes = try await workspace.backend.exportDeployment(stack) else { throw noStack(stack) }
            guard let output else {
                environment.console.output(String(decoding: bytes, as: UTF8.self))
                return 0
            }
            let path = environment.absolute(output)
            do {
                try SystemFile.write(bytes, to: path)
            } catch {
                throw ProvisioningError(.operation, code: "ExportUnwritable", "\(path) could not be written: \(error)")
            }
            return 0
        }
    }

    /// Checks a stack's state.
    struct Verify: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Checks the state by every rule that Pulumi checks when it loads it.")

        @OptionGroup var target: TargetOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            let workspace = try Workspace(config: common.config, environment)
            var isSound = true
            for component in try workspace.components(target) {
                let stack = try workspace.stack(component, target)
                guard let report = try await workspace.backend.verify(stack) else {
                    if target.component != nil { throw noStack(stack) }
                    continue
                }
                isSound = isSound && report.violations.isEmpty
                if common.json {
                    environment.console.output(
                        EventLine.line(
                            "verification",
                            [
                                ("stack", .string("\(stack)")), ("sound", .bool(report.violations.isEmpty)),
                                ("producer", .string(report.producer)), ("time", .string(report.time)),
                                ("resources", .number(report.resourceCount)),
                                ("pendingOperations", .number(report.pendingOperationCount)),
                                ("violations", .array(report.violations.map { .string("\($0)") })),
                                ("locks", .array(report.locks.map { .string("\($0)") })),
                            ]))
                } else {
                    let verdict = report.violations.isEmpty ? "sound" : "BROKEN"
                    environment.console.output(
                        "\(stack): \(verdict), \(report.resourceCount) resources, \(report.pendingOperationCount) pending "
                            + "operations, written by \(report.producer) at \(report.time)\n")
                    report.violations.forEach { environment.console.output("  \($0)\n") }
                    report.locks.forEach { environment.console.output("  locked by \($0)\n") }
                }
            }
            if common.json {
                environment.console.output(
                    EventLine.line("summary", [("status", isSound ? "completed" : "failed")]))
            }
            return isSound ? 0 : 1
        }
    }
}

/// The failure when a stack was never deployed.
func noStack(_ stack: StackReference) -> ProvisioningError {
    ProvisioningError(
        .configuration, code: "NoSuchStack", "there is no stack \(stack) in the state",
        hint: "Deploy it with `semantest-provision apply`, or check --env, --component and `state:`.")
}
