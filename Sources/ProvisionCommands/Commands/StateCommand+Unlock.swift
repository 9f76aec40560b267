import ArgumentParser
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport

extension StateCommand {
    /// Removes locks.
    struct Unlock: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "unlock",
            abstract: "Shows who holds the locks of a stack and removes them, as `pulumi cancel` does.",
            discussion: "Only when you are sure that the holder no longer runs: two at once can lose resources.")

        @OptionGroup var target: TargetOptions
        @OptionGroup var approval: ApprovalOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            let workspace = try Workspace(config: common.config, environment)
            var removed = 0
            for component in try workspace.components(target) {
                let stack = try workspace.stack(component, target)
                let locks = try await workspace.backend.locks(of: stack)
                for lock in locks { show(lock, stack, environment) }
                if locks.isEmpty {
                    if !common.json, !common.quiet { environment.console.error("\(stack) is not locked\n") }
                    continue
                }
                try approval.validate(environment)
                try approval.confirm("Remove \(locks.count) lock(s) of \(stack)?", answer: "unlock", environment)
                removed += try await workspace.backend.breakLocks(of: stack).count
                if !common.json, !common.quiet { environment.console.error("\(stack) is unlocked\n") }
            }
            if common.json {
                environment.console.output(
                    EventLine.line(
                        "summary",
                        [("status", removed == 0 ? "unchanged" : "completed"), ("removed", .number(removed))]))
            }
            return 0
        }

        private func show(_ lock: LockRecord, _ stack: StackReference, _ environment: CommandEnvironment) {
            guard common.json else {
                environment.console.output("\(stack) is locked by \(lock)\n")
                return
            }
            environment.console.output(
                EventLine.line(
                    "lock",
                    [
                        ("stack", .string("\(stack)")), ("user", lock.owner.map { .string($0.username) } ?? .null),
                        ("host", lock.owner.map { .string($0.hostname) } ?? .null),
                        ("pid", lock.owner.map { .number($0.pid) } ?? .null),
                        ("since", lock.since.map { .string($0) } ?? .null),
                    ]))
        }
    }
}
