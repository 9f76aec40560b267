import ArgumentParser
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport
import SystemFiles

extension StateCommand {
    /// Puts an export in place of a stack's state.
    struct Import: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Puts an export in place of the state, as `pulumi stack import` does.",
            discussion: "The state before stays beside the checkpoint as .bak. Nothing in the cloud is changed.")

        @Option(
            name: [.short, .long],
            help: ArgumentHelp(
                "What `state export` or `pulumi stack export` wrote; - reads it here.", valueName: "file"),
            completion: .file(extensions: ["json"]))
        var file: String
        @OptionGroup var target: TargetOptions
        @OptionGroup var approval: ApprovalOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            try approval.validate(environment)
            let workspace = try Workspace(config: common.config, environment)
            let stack = try workspace.stack(try workspace.component(target), target)
            let bytes = try content(environment)
            let existing = try await workspace.backend.verify(stack)
            try approval.confirm(
                existing.map { "Replace the state of \(stack) with its \($0.resourceCount) resources?" }
                    ?? "Make the stack \(stack) of \(file)?", environment)
            let lock = try await workspace.backend.lock(stack)
            do {
                try await workspace.backend.importDeployment(bytes, lock: lock)
            } catch {
                try await workspace.backend.unlock(lock)
                throw error
            }
            try await workspace.backend.unlock(lock)
            let count = try await workspace.backend.verify(stack)?.resourceCount ?? 0
            if common.json {
                environment.console.output(
                    EventLine.line(
                        "summary",
                        [("status", "completed"), ("stack", .string("\(stack)")), ("resources", .number(count))]))
            } else if !common.quiet {
                environment.console.error("\(stack) holds \(count) resources now\n")
            }
            return 0
        }

        private func content(_ environment: CommandEnvironment) throws -> [UInt8] {
            if file == "-" { return environment.console.readAll() }
            let path = environment.absolute(file)
            do {
                return try SystemFile.read(path)
            } catch {
                throw ProvisioningError(
                    .configuration, code: "ImportUnreadable", "\(path) cannot be read: \(error)",
                    hint: "Name what `semantest-provision state export --output FILE` wrote.")
            }
        }
    }
}
