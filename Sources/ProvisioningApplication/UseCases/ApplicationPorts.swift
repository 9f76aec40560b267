package import ProvisioningDomain

/// What the use cases need of the outside world.
package struct ApplicationPorts: Sendable {
    package var provider: any ResourceProvider
    package var backend: any StateBackend
    package var publisher: any EventPublisher
    package var repository: any DeploymentRepository
    package var clock: any WallClock
    package var identifiers: any IdentifierGenerator
    package var progress: any ProgressReporter
    /// Where an artifact goes that the cloud does not take with the call itself.
    package var artifacts: (any ArtifactStore)?
    /// What becomes of old artifacts and records after a deployment; nil keeps them all.
    package var keeping: ArtifactKeeping?

    package init(
        provider: any ResourceProvider, backend: any StateBackend, publisher: any EventPublisher,
        repository: any DeploymentRepository, clock: any WallClock, identifiers: any IdentifierGenerator,
        progress: any ProgressReporter, artifacts: (any ArtifactStore)? = nil, keeping: ArtifactKeeping? = nil
    ) {
        self.provider = provider
        self.backend = backend
        self.publisher = publisher
        self.repository = repository
        self.clock = clock
        self.identifiers = identifiers
        self.progress = progress
        self.artifacts = artifacts
        self.keeping = keeping
    }

    /// Does work under the lock of a stack, and gives the lock back however the work ends.
    func locked<Result>(_ stack: StackReference, _ work: (StateLock) async throws -> Result) async throws -> Result {
        let lock = try await backend.lock(stack)
        do {
            let result = try await work(lock)
            try await publisher.flush(stack)
            await giveBack(lock)
            return result
        } catch {
            try? await publisher.flush(stack)
            await giveBack(lock)
            throw error
        }
    }

    private func giveBack(_ lock: StateLock) async {
        do {
            try await backend.unlock(lock)
        } catch {
            progress.report(.warning("the lock of \(lock.stack) could not be given back: \(error)"))
        }
    }

    /// Ends the deployments of runs that were killed: we hold the lock, so nobody works on them any more.
    func closeInterruptedDeployments(of stack: StackReference) async throws {
        for var deployment in try await repository.list(stack)
        where deployment.status == .inProgress || deployment.status == .pending {
            try deployment.fail(
                reason: "interrupted", isUnproven: true, changes: deployment.changes, at: clock.now())
            let journal = EventJournal(
                stack: stack, aggregateID: "\(deployment.id)", publisher: publisher, clock: clock,
                identifiers: identifiers)
            try await journal.publish(
                .deploymentFailed, cause: nil,
                [
                    DomainEvent.Fact("deployment", "\(deployment.id)"), DomainEvent.Fact("stack", "\(stack)"),
                    DomainEvent.Fact("error", "interrupted"),
                ])
            try await repository.save(deployment)
        }
    }
}
