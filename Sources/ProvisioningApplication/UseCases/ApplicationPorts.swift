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

    package init(
        provider: any ResourceProvider, backend: any StateBackend, publisher: any EventPublisher,
        repository: any DeploymentRepository, clock: any WallClock, identifiers: any IdentifierGenerator,
        progress: any ProgressReporter
    ) {
        self.provider = provider
        self.backend = backend
        self.publisher = publisher
        self.repository = repository
        self.clock = clock
        self.identifiers = identifiers
        self.progress = progress
    }

    /// Does work under the lock of a stack, and gives the lock back however the work ends.
    func locked<Result>(_ stack: StackReference, _ work: (StateLock) async throws -> Result) async throws -> Result {
        let lock = try await backend.lock(stack)
        do {
            let result = try await work(lock)
            try await backend.unlock(lock)
            return result
        } catch {
            do {
                try await backend.unlock(lock)
            } catch let failure {
                progress.report(.warning("the lock of \(stack) could not be given back: \(failure)"))
            }
            throw error
        }
    }
}
