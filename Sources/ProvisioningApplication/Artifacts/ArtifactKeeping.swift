package import ProvisioningDomain

/// What a deployment does with old artifacts and records of its stack.
package struct ArtifactKeeping: Sendable {
    /// How many deployments stay, at least 1.
    package var keep: Int
    /// The packages of the stack's project.
    package var folder: any ArtifactShelf
    /// Where the states of the stacks are read; their secrets are not needed.
    package var states: any StateBackend
    /// Every stack that may need an artifact of the folder or the artifact store.
    package var stacks: @Sendable () async throws -> [StackReference]

    package init(
        keep: Int, folder: any ArtifactShelf, states: any StateBackend,
        stacks: @escaping @Sendable () async throws -> [StackReference]
    ) {
        self.keep = keep
        self.folder = folder
        self.states = states
        self.stacks = stacks
    }
}

extension ApplicationPorts {
    /// Removes what goes after a deployment of a stack: records, and what only they named.
    ///
    /// Nothing is looked for unless a record goes. The artifact store is asked only about the artifacts of those records, and only when
    /// the deployment used it. A failure is a warning: the next deployment tries again.
    ///
    /// - Parameter artifact: what was deployed.
    func prune(after artifact: Artifact, of stack: StackReference) async {
        guard let keeping else { return }
        do {
            let expired = DeploymentRetention.split(try await repository.list(stack), keep: keeping.keep).expired
            if expired.isEmpty { return }
            let pruner = PruneArtifacts(
                backend: keeping.states, repository: repository, clock: clock, keep: keeping.keep)
            let needed = try await pruner.uses(of: try await keeping.stacks() + [stack]).needed
            _ = try await pruner.prune(keeping.folder, needed: needed, of: [stack], isDirectory: true)
            if artifact.place != nil, let artifacts {
                let old = Set(expired.compactMap(\.artifact)).subtracting(needed).sorted()
                let owners = try await artifacts.owners(of: old)
                try await artifacts.remove(old.filter { owners[$0]?.includes(stack) ?? false })
            }
            for deployment in expired { try await repository.remove(deployment.id, of: stack) }
        } catch {
            progress.report(.warning("old artifacts and deployment records could not be removed: \(error)"))
        }
    }
}
