import ProvisionConfiguration
import ProvisioningApplication
import ProvisioningDomain
import PulumiStateExport

/// What the `artifacts` commands look at.
struct ArtifactSites: Sendable {
    /// A shelf with its name.
    struct Place: Sendable {
        /// The shelf.
        var shelf: any ArtifactShelf
        /// A directory relative to the configuration's, or `s3://<bucket>`.
        var location: String
        /// Whether it is a directory of this machine.
        var isDirectory: Bool
    }

    /// The folders of the projects, then the buckets of the regions, each once.
    let places: [Place]
    /// The stacks that the command is about.
    let stacks: [StackReference]
    /// What every known stack needs.
    let uses: [ArtifactUse]

    /// Finds the places and reads the states and records of all stacks.
    ///
    /// - Parameters:
    ///   - target: narrows down the stacks, and the buckets to those of their regions.
    ///   - withBuckets: whether AWS is asked.
    static func find(
        _ workspace: Workspace, _ target: TargetOptions, withBuckets: Bool, _ connections: CloudConnections
    ) async throws -> ArtifactSites {
        let components = try workspace.components(target)
        let named = try target.env.map { try workspace.configuration.environment($0) }
        let known = try await workspace.knownStacks()
        let projects = components.map { "\(workspace.configuration.project)-\($0)" }
        var stacks = known.filter { projects.contains($0.project) }
        if target.env != nil {
            let wanted = try components.map { try workspace.stack($0, target) }
            stacks = stacks.filter(wanted.contains)
        }
        var places = projects.map { project in
            Place(
                shelf: workspace.artifactFolder(project: project), location: "pulumi/\(project)/artifacts",
                isDirectory: true)
        }
        if withBuckets {
            for environment in named.map({ [$0] }) ?? workspace.configuration.environments {
                for component in components {
                    var site = target
                    site.env = "\(environment.name)"
                    site.component = component
                    guard (try? workspace.stack(component, site)) != nil else { continue }
                    let store = try await connections.session(of: component, site, workspace).artifacts
                    let location = try await store.location()
                    if places.contains(where: { $0.location == location }) { continue }
                    places.append(Place(shelf: store, location: location, isDirectory: false))
                }
            }
        }
        let uses = try await Self.pruner(workspace).uses(of: known)
        return ArtifactSites(places: places, stacks: stacks, uses: uses)
    }

    /// The stacks of some components that the state has.
    static func stacks(_ workspace: Workspace, _ components: [String]) async throws -> [StackReference] {
        let projects = components.map { "\(workspace.configuration.project)-\($0)" }
        return try await workspace.backend.stacks().filter { projects.contains($0.project) }
    }

    /// The use case for a configuration.
    static func pruner(_ workspace: Workspace) -> PruneArtifacts {
        PruneArtifacts(
            backend: workspace.sealedStates, repository: workspace.repository, clock: workspace.environment.clock,
            keep: workspace.configuration.keep)
    }
}
