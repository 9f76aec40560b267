import ArgumentParser
import OrderedJSON
import ProvisioningApplication
import ProvisioningDomain
import PulumiStateExport

extension ArtifactsCommand {
    /// Removes packages that nothing needs, and records of old deployments.
    struct Prune: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Removes packages that nothing needs, and records of old deployments.",
            discussion:
                "What a state or a pending operation names stays, and so do the latest deployments (`keep` in provision.yaml) with their packages."
        )

        @Flag(name: .long, help: "Only show what would be removed.") var dryRun = false
        @Flag(name: .long, help: "Leave the artifact bucket alone; sends nothing.") var local = false
        @OptionGroup var target: TargetOptions
        @OptionGroup var approval: ApprovalOptions
        @OptionGroup var common: CommonOptions

        /// What goes.
        private struct Removal {
            var place: ArtifactSites.Place
            var pruning: ArtifactPruning
        }

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            if !dryRun { try approval.validate(environment) }
            let workspace = try Workspace(config: common.config, environment)
            return try await CloudConnections.with(environment, verbose: common.verbose) { connections in
                if dryRun {
                    let (removals, records, _) = try await removals(workspace, connections, environment)
                    summarize(removals, records, status: "planned", environment)
                    return 0
                }
                // Nobody deploys meanwhile: what a deployment is about to need is not known before it has begun.
                let stacks = try await ArtifactSites.stacks(workspace, try workspace.components(target))
                return try await locked(stacks, workspace) {
                    try await prune(workspace, connections, environment)
                }
            }
        }

        private func prune(
            _ workspace: Workspace, _ connections: CloudConnections, _ environment: CommandEnvironment
        ) async throws -> Int32 {
            let (removals, records, uses) = try await removals(workspace, connections, environment)
            let artifacts = removals.flatMap(\.pruning.removed)
            guard !artifacts.isEmpty || records > 0 else {
                summarize(removals, records, status: "unchanged", environment)
                return 0
            }
            let size = ArtifactLine.megabytes(artifacts.reduce(0) { $0 + $1.size })
            try approval.confirm(
                "Remove \(artifacts.count) packages (\(size)) and \(records) records of deployments?", environment)
            for removal in removals {
                try await removal.place.shelf.remove(removal.pruning.removed.map(\.sha256))
            }
            try await ArtifactSites.pruner(workspace).removeRecords(of: uses)
            summarize(removals, records, status: "completed", environment)
            return 0
        }

        /// Finds out what goes, and shows it.
        private func removals(
            _ workspace: Workspace, _ connections: CloudConnections, _ environment: CommandEnvironment
        ) async throws -> (removals: [Removal], records: Int, uses: [ArtifactUse]) {
            let sites = try await ArtifactSites.find(workspace, target, withBuckets: !local, connections)
            let pruner = ArtifactSites.pruner(workspace)
            var removals: [Removal] = []
            for place in sites.places {
                let pruning = try await pruner.pruning(
                    of: place.shelf, needed: sites.uses.needed, of: sites.stacks, isDirectory: place.isDirectory)
                removals.append(Removal(place: place, pruning: pruning))
                show(pruning, at: place, sites.uses, environment)
            }
            let uses = sites.uses.filter { sites.stacks.contains($0.stack) }
            return (removals, uses.reduce(0) { $0 + $1.expired.count }, uses)
        }

        private func show(
            _ pruning: ArtifactPruning, at place: ArtifactSites.Place, _ uses: [ArtifactUse],
            _ environment: CommandEnvironment
        ) {
            let console = environment.console
            if common.json {
                for artifact in pruning.removed {
                    console.output(
                        EventLine.line(
                            dryRun ? "removable" : "removal", ArtifactLine.members(artifact, at: place.location, uses)))
                }
                return
            }
            if !pruning.removed.isEmpty {
                console.output("\(place.location)\n" + pruning.removed.map { ArtifactLine.text($0, uses) }.joined())
            }
            if pruning.spared > 0, !common.quiet {
                console.error("\(place.location): \(pruning.spared) stay because they are less than an hour old\n")
            }
        }

        private func summarize(
            _ removals: [Removal], _ records: Int, status: String, _ environment: CommandEnvironment
        ) {
            let artifacts = removals.flatMap(\.pruning.removed)
            let bytes = artifacts.reduce(0) { $0 + $1.size }
            if common.json {
                environment.console.output(
                    EventLine.line(
                        "summary",
                        [
                            ("status", .string(status)), ("artifacts", .number(artifacts.count)),
                            ("bytes", .number(bytes)), ("records", .number(records)),
                        ]))
                return
            }
            if common.quiet { return }
            let what = "\(artifacts.count) packages (\(ArtifactLine.megabytes(bytes))) and \(records) records"
            switch status {
            case "planned": environment.console.error("would remove \(what)\n")
            case "unchanged": environment.console.error("nothing to remove\n")
            default: environment.console.error("removed \(what)\n")
            }
        }

        /// Does work under the locks of all stacks, and gives them back however it ends.
        private func locked(
            _ stacks: [StackReference], _ workspace: Workspace, _ work: () async throws -> Int32
        ) async throws -> Int32 {
            var locks: [StateLock] = []
            let result: Result<Int32, any Error>
            do {
                for stack in stacks { locks.append(try await workspace.backend.lock(stack)) }
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            for lock in locks.reversed() { try await workspace.backend.unlock(lock) }
            return try result.get()
        }
    }
}
