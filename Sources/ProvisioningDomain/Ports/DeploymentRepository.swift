/// Keeps the records of deployments.
public protocol DeploymentRepository: Sendable {
    /// Writes a record, also over an earlier one of the same id.
    func save(_ deployment: Deployment) async throws

    /// The record of an id.
    func find(_ id: DeploymentID, in stack: StackReference) async throws -> Deployment?

    /// All records of a stack, the latest first.
    func list(_ stack: StackReference) async throws -> [Deployment]

    /// Removes a record; one that is not there counts as removed.
    func remove(_ id: DeploymentID, of stack: StackReference) async throws
}
