package import ProvisioningDomain

/// Keeps the records of deployments in memory.
package final class InMemoryDeploymentRepository: DeploymentRepository, Sendable {
    private let box = LockedBox([DeploymentID: Deployment]())

    package init() {}

    package func save(_ deployment: Deployment) async throws { box.withLock { $0[deployment.id] = deployment } }

    package func find(_ id: DeploymentID, in stack: StackReference) async throws -> Deployment? {
        box.withLock { $0[id] }.flatMap { $0.stack == stack ? $0 : nil }
    }

    package func list(_ stack: StackReference) async throws -> [Deployment] {
        box.withLock { $0.values.filter { $0.stack == stack } }.sorted { $1.id < $0.id }
    }

    package func remove(_ id: DeploymentID, of stack: StackReference) async throws {
        box.withLock { if $0[id]?.stack == stack { $0[id] = nil } }
    }
}
