import ArgumentParser
import OrderedJSON
import ProvisioningDomain

/// Shows and removes packages.
struct ArtifactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "artifacts", abstract: "Lists and removes packages, here and in the artifact bucket.",
        subcommands: [List.self, Prune.self])

    /// Lists packages with what uses them.
    struct List: ReportingSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists packages, and which stacks and deployments use them.")

        @Flag(name: .long, help: "Leave the artifact bucket out; sends nothing.") var local = false
        @OptionGroup var target: TargetOptions
        @OptionGroup var common: CommonOptions

        func run(in environment: CommandEnvironment) async throws -> Int32 {
            let workspace = try Workspace(config: common.config, environment)
            return try await CloudConnections.with(environment, verbose: common.verbose) { connections in
                let sites = try await ArtifactSites.find(workspace, target, withBuckets: !local, connections)
                var count = 0
                for place in sites.places {
                    let artifacts = try await place.shelf.list().sorted {
                        ($1.modified, $0.sha256) < ($0.modified, $1.sha256)
                    }
                    count += artifacts.count
                    show(artifacts, at: place, sites.uses, environment)
                }
                if common.json {
                    environment.console.output(
                        EventLine.line("summary", [("status", "completed"), ("artifacts", .number(count))]))
                }
                return 0
            }
        }

        private func show(
            _ artifacts: [KeptArtifact], at place: ArtifactSites.Place, _ uses: [ArtifactUse],
            _ environment: CommandEnvironment
        ) {
            if common.json {
                for artifact in artifacts {
                    environment.console.output(
                        EventLine.line("artifact", ArtifactLine.members(artifact, at: place.location, uses)))
                }
                return
            }
            if artifacts.isEmpty {
                if !common.quiet { environment.console.error("\(place.location): nothing\n") }
                return
            }
            let lines = artifacts.map { ArtifactLine.text($0, uses) }
            environment.console.output("\(place.location)\n" + lines.joined())
        }
    }
}
