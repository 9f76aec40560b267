internal import ProvisioningDomain

/// `aws:iam/role:Role`; the id is the role's name.
struct RoleHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.role

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let request = CreateRoleRequest(
            name: try inputs.requiredText("name"),
            assumeRolePolicyDocument: try inputs.requiredText("assumeRolePolicy"), path: inputs.text("path"),
            description: inputs.text("description"), maxSessionDuration: inputs.integer("maxSessionDuration"),
            tags: try inputs.tags())
        do {
            let role = try await cloud.iam.createRole(request)
            cloud.made.insert(.role(request.name))
            await cloud.account.learn(from: role.arn)
            return ResourceOutcome(id: request.name, inputs: inputs, outputs: Self.outputs(role, inputs))
        } catch let error as AWSServiceError where error.isAlreadyExists {
            return try await adopt(inputs, after: error, progress: &progress)
        }
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? { try await look(state)?.outcome }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let name = try inputs.requiredText("name")
        guard let found = try await look(ResourceOutcome(id: name, inputs: inputs, outputs: [:])) else { return nil }
        try cloud.ownership.verify(found.tags, schema.type, id: name)
        return found.outcome
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        var done = old
        let name = old.id
        func finished(_ properties: String...) {
            for property in properties {
                done.inputs[property] = inputs[property]
                done.outputs[property] = inputs[property] ?? (property == "description" ? "" : nil)
            }
        }
        let touched = Set(changes.map(\.property))
        if touched.contains("assumeRolePolicy") {
            try await cloud.iam.updateAssumeRolePolicy(name, document: try inputs.requiredText("assumeRolePolicy"))
            finished("assumeRolePolicy")
            progress = done
        }
        if !touched.isDisjoint(with: ["description", "maxSessionDuration"]) {
            try await cloud.iam.updateRole(
                name, description: inputs.text("description") ?? "",
                maxSessionDuration: inputs.integer("maxSessionDuration"))
            finished("description", "maxSessionDuration")
            progress = done
        }
        if touched.contains("tags") {
            let tags = TagChanges(from: try old.inputs.tags(), to: try inputs.tags())
            if !tags.set.isEmpty { try await cloud.iam.tagRole(name, tags: tags.set) }
            if !tags.removed.isEmpty { try await cloud.iam.untagRole(name, keys: tags.removed) }
        }
        done.outputs["forceDetachPolicies"] = .bool(inputs.flag("forceDetachPolicies"))
        done.outputs["tags"] = nil
        return ResourceOutcome(
            id: name, inputs: inputs, outputs: done.outputs.merging(inputs.tagOutputs()) { $1 })
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            // Policies that the role itself lists; an attachment resource removes its own before.
            for policy in state.inputs["managedPolicyArns"]?.arrayValue ?? [] {
                guard let arn = policy.stringValue else { continue }
                try await cloud.iam.detachRolePolicy(state.id, policyARN: arn)
            }
            // IAM may take a policy that was detached just now for one that is still attached.
            try await cloud.waiter.brief.retry(while: { $0.code == .deleteConflict }) {
                try await cloud.waiter.retry(while: { $0.code == .concurrentModification }) {
                    try await cloud.iam.deleteRole(state.id)
                }
            }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func look(_ state: ResourceOutcome) async throws -> (outcome: ResourceOutcome, tags: [String: String])? {
        do {
            let role = try await cloud.iam.getRole(state.id)
            await cloud.account.learn(from: role.arn)
            let actual: PropertyMap = [
                "assumeRolePolicy": .text(role.assumeRolePolicyDocument), "description": .text(role.description),
                "maxSessionDuration": .integer(role.maxSessionDuration ?? 3600), "name": .string(role.name),
                "path": .string(role.path), "tags": .texts(role.tags.withoutSystemTags),
            ]
            let inputs = schema.inputs(actual: actual, previous: state.inputs)
            var outputs = Self.outputs(role, inputs)
            if let attached = state.outputs["managedPolicyArns"] { outputs["managedPolicyArns"] = attached }
            return (ResourceOutcome(id: state.id, inputs: inputs, outputs: outputs), role.tags)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    private static func outputs(_ role: IAMRole, _ inputs: PropertyMap) -> PropertyMap {
        let outputs: PropertyMap = [
            "arn": .string(role.arn),
            "assumeRolePolicy": inputs["assumeRolePolicy"] ?? .text(role.assumeRolePolicyDocument),
            "createDate": .text(role.createDate?.withoutFraction),
            "description": .text(role.description ?? inputs.text("description")),
            "forceDetachPolicies": .bool(inputs.flag("forceDetachPolicies")),
            "id": .string(role.name),
            "inlinePolicies": [],
            "managedPolicyArns": [],
            "maxSessionDuration": .integer(role.maxSessionDuration ?? inputs.integer("maxSessionDuration") ?? 3600),
            "name": .string(role.name),
            "namePrefix": "",
            "path": .string(role.path),
            "permissionsBoundary": .text(role.permissionsBoundaryARN),
            "uniqueId": .string(role.id),
        ]
        return outputs.merging(inputs.tagOutputs()) { $1 }
    }
}

extension [String: String] {
    /// The tags without those of AWS itself, which nobody can change.
    var withoutSystemTags: [String: String] { filter { !$0.key.hasPrefix("aws:") } }
}

extension String {
    /// An ISO 8601 time in UTC without a fraction of a second.
    var withoutFraction: String {
        guard hasSuffix("Z"), let point = firstIndex(of: ".") else { return self }
        return self[..<point] + "Z"
    }
}
