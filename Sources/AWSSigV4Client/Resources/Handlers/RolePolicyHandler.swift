internal import ProvisioningDomain

/// `aws:iam/rolePolicy:RolePolicy`, an inline policy; the id is `<role>:<policy name>`.
///
/// It belongs to its role.
struct RolePolicyHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.rolePolicy

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("role").map { .role($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        try await put(inputs)
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        // A role's name has no colon in it.
        let parts = state.id.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw ProvisioningError(
                .operation, code: "InvalidResourceID", "the id \"\(state.id)\" is not <role>:<policy>")
        }
        do {
            let document = try await cloud.iam.getRolePolicy(parts[0], policyName: parts[1])
            let inputs = schema.inputs(
                actual: ["name": .string(parts[1]), "policy": .string(document), "role": .string(parts[0])],
                previous: state.inputs)
            return Self.outcome(inputs, role: parts[0], name: parts[1], document: inputs.text("policy") ?? document)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let id = "\(try inputs.requiredText("role")):\(try inputs.requiredText("name"))"
        return try await read(ResourceOutcome(id: id, inputs: inputs, outputs: [:]))
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        guard !changes.isEmpty else { return ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs) }
        return try await put(inputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        let parts = state.id.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        do {
            try await retrying { try await cloud.iam.deleteRolePolicy(parts[0], policyName: parts[1]) }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func put(_ inputs: PropertyMap) async throws -> ResourceOutcome {
        let role = try inputs.requiredText("role")
        let name = try inputs.requiredText("name")
        let document = try inputs.requiredText("policy")
        try await retrying { try await cloud.iam.putRolePolicy(role, policyName: name, document: document) }
        return Self.outcome(inputs, role: role, name: name, document: document)
    }

    private func retrying(_ operation: () async throws -> Void) async throws {
        try await cloud.waiter.retry(while: { $0.code == .concurrentModification }, operation)
    }

    private static func outcome(
        _ inputs: PropertyMap, role: String, name: String, document: String
    ) -> ResourceOutcome {
        let id = "\(role):\(name)"
        return ResourceOutcome(
            id: id, inputs: inputs,
            outputs: [
                "id": .string(id), "name": .string(name), "namePrefix": "", "policy": .string(document),
                "role": .string(role),
            ])
    }
}
