package import ProvisioningDomain

/// Tells how a stack stands, without touching a cloud.
package struct StackStatus: Sendable {
    private let backend: any StateBackend
    private let repository: any DeploymentRepository

    package init(backend: any StateBackend, repository: any DeploymentRepository) {
        self.backend = backend
        self.repository = repository
    }

    /// How a stack stands.
    package struct Report: Sendable {
        /// The stack.
        package var stack: StackReference
        /// Whether it exists.
        package var exists: Bool
        /// The last deployment, whatever its status; nil when there was none.
        package var latest: Deployment?
        /// The resources that are managed.
        package var resources: [ResourceState]
        /// Operations whose end is not recorded.
        package var pendingOperations: [PendingOperation]
        /// The outputs.
        package var outputs: PropertyMap
    }

    /// The report on a stack.
    package func run(_ stack: StackReference) async throws -> Report {
        let snapshot = try await backend.load(stack)
        return Report(
            stack: stack, exists: snapshot != nil, latest: try await repository.list(stack).first,
            resources: snapshot?.managed ?? [], pendingOperations: snapshot?.pendingOperations ?? [],
            outputs: snapshot?.outputs ?? [:])
    }

    /// The record of a deployment, looked for in several stacks.
    ///
    /// - Throws: `ProvisioningError` when none of them has it.
    package func find(_ id: DeploymentID, in stacks: [StackReference]) async throws -> Deployment {
        for stack in stacks {
            if let deployment = try await repository.find(id, in: stack) { return deployment }
        }
        throw ProvisioningError(
            .configuration, code: "UnknownDeployment",
            "there is no deployment \(id) in \(stacks.map(\.description).joined(separator: ", "))",
            hint: "List the deployments with: semantest-provision history --component C --env E")
    }
}
