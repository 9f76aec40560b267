internal import ProvisioningDomain

/// `aws:iam/rolePolicyAttachment:RolePolicyAttachment`; the id is `<role>/<policy ARN>`.
///
/// It belongs to its role.
struct RolePolicyAttachmentHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.rolePolicyAttachment

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("role").map { .role($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let (role, policy) = try Self.names(inputs)
        try await cloud.waiter.retry(while: { $0.code == .concurrentModification }) {
            try await cloud.iam.attachRolePolicy(role, policyARN: policy)
        }
        return Self.outcome(role, policy, inputs, id: "\(role)/\(policy)")
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        let (role, policy) = try Self.names(state.outputs["role"] == nil ? state.inputs : state.outputs)
        do {
            guard try await cloud.iam.listAttachedRolePolicies(role).contains(where: { $0.arn == policy }) else {
                return nil
            }
            return Self.outcome(role, policy, state.inputs, id: state.id)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let (role, policy) = try Self.names(inputs)
        return try await read(ResourceOutcome(id: "\(role)/\(policy)", inputs: inputs, outputs: [:]))
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        let (role, policy) = try Self.names(state.outputs["role"] == nil ? state.inputs : state.outputs)
        do {
            try await cloud.waiter.retry(while: { $0.code == .concurrentModification }) {
                try await cloud.iam.detachRolePolicy(role, policyARN: policy)
            }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private static func names(_ properties: PropertyMap) throws -> (role: String, policy: String) {
        (try properties.requiredText("role"), try properties.requiredText("policyArn"))
    }

    private static func outcome(_ role: String, _ policy: String, _ inputs: PropertyMap, id: String) -> ResourceOutcome
    {
        ResourceOutcome(
            id: id, inputs: inputs, outputs: ["id": .string(id), "policyArn": .string(policy), "role": .string(role)])
    }
}
