package import ProvisioningDomain

/// Keeps deployment records beside the Pulumi state: `.provision/deployments/<project>/<stack>/<id>.json`.
package struct ObjectStoreDeploymentRepository: DeploymentRepository {
    private let store: any ObjectStore

    /// - Parameter store: the one of the state.
    package init(store: any ObjectStore) { self.store = store }

    package func save(_ deployment: Deployment) async throws {
        try await store.put(
            Self.key(deployment.id, deployment.stack), DeploymentRecord.encode(deployment), if: .always)
    }

    package func find(_ id: DeploymentID, in stack: StackReference) async throws -> Deployment? {
        let key = Self.key(id, stack)
        return try await store.get(key).map { try DeploymentRecord.decode($0, key: key) }
    }

    package func list(_ stack: StackReference) async throws -> [Deployment] {
        var deployments: [Deployment] = []
        for key in try await store.list(Self.prefix(stack)).reversed() where key.hasSuffix(".json") {
            if let bytes = try await store.get(key) { deployments.append(try DeploymentRecord.decode(bytes, key: key)) }
        }
        return deployments
    }

    package func remove(_ id: DeploymentID, of stack: StackReference) async throws {
        try await store.delete(Self.key(id, stack))
    }

    private static func prefix(_ stack: StackReference) -> String {
        ".provision/deployments/\(stack.project)/\(stack.stack)/"
    }

    private static func key(_ id: DeploymentID, _ stack: StackReference) -> String { "\(prefix(stack))\(id).json" }
}
