package import ProvisioningDomain

/// Finds out what artifacts are needed for, and removes those that are not.
package struct PruneArtifacts: Sendable {
    /// Nanoseconds that a file stays at least: a run that has packaged may not have said yet what it needs.
    private static let spareTime: Int64 = 3_600_000_000_000

    private let backend: any StateBackend
    private let repository: any DeploymentRepository
    private let clock: any WallClock
    private let keep: Int

    /// - Parameter keep: how many deployments of a stack stay, at least 1.
    package init(
        backend: any StateBackend, repository: any DeploymentRepository, clock: any WallClock, keep: Int
    ) {
        self.backend = backend
        self.repository = repository
        self.clock = clock
        self.keep = keep
    }

    /// What each stack needs artifacts for; a stack that is named twice counts once.
    ///
    /// - Throws: a `ProvisioningFailure` when a state or a record cannot be read: nothing may be removed then.
    package func uses(of stacks: [StackReference]) async throws -> [ArtifactUse] {
        var seen: Set<StackReference> = []
        var uses: [ArtifactUse] = []
        for stack in stacks where seen.insert(stack).inserted {
            // Records first: a run writes its record before it changes the state.
            let deployments = try await repository.list(stack)
            uses.append(
                ArtifactUse(
                    stack: stack, snapshot: try await backend.load(stack), deployments: deployments, keep: keep))
        }
        return uses
    }

    /// What would go from a shelf.
    ///
    /// - Parameters:
    ///   - needed: the SHA-256 of all that must stay.
    ///   - stacks: whose artifacts may go.
    ///   - isDirectory: whether runs write to the shelf before they say what they need, so that what is new stays.
    package func pruning(
        of shelf: any ArtifactShelf, needed: Set<String>, of stacks: [StackReference], isDirectory: Bool
    ) async throws -> ArtifactPruning {
        let limit = isDirectory ? Timestamp(nanoseconds: clock.now().nanoseconds - Self.spareTime) : nil
        let pruning = ArtifactPruning(try await shelf.list(), needed: needed, writtenBefore: limit)
        return pruning.owned(by: stacks, try await shelf.owners(of: pruning.removed.map(\.sha256)))
    }

    /// Removes what nobody needs from a shelf.
    ///
    /// - Returns: what went.
    package func prune(
        _ shelf: any ArtifactShelf, needed: Set<String>, of stacks: [StackReference], isDirectory: Bool
    ) async throws -> ArtifactPruning {
        let pruning = try await pruning(of: shelf, needed: needed, of: stacks, isDirectory: isDirectory)
        try await shelf.remove(pruning.removed.map(\.sha256))
        return pruning
    }

    /// Removes the records that go.
    package func removeRecords(of uses: [ArtifactUse]) async throws {
        for use in uses {
            for deployment in use.expired { try await repository.remove(deployment.id, of: use.stack) }
        }
    }
}
