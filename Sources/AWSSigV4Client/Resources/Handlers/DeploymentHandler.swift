internal import ProvisioningDomain

/// `aws:apigatewayv2/deployment:Deployment`, a snapshot of an API's routes and integrations; the id is the one that API
/// Gateway made up.
///
/// It belongs to its API. A changed trigger needs a new one, which is made before the old one goes, because a stage uses it.
struct DeploymentHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.deployment

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("apiId").map { .api($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let deployment = try await cloud.gateway.createDeployment(
            api: try inputs.requiredText("apiId"), description: inputs.text("description"))
        progress = outcome(deployment, inputs)
        return outcome(try await finished(deployment, inputs), inputs)
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        do {
            let deployment = try await cloud.gateway.getDeployment(api: try Self.api(state), id: state.id)
            let inputs = schema.inputs(
                actual: [
                    "apiId": state.inputs["apiId"] ?? "", "description": .text(deployment.description),
                    "region": .string(cloud.region),
                ], previous: state.inputs)
            return outcome(deployment, inputs)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    /// Nothing tells whose a deployment is or what it was made of: an interrupted create is made again, and what it left
    /// behind goes with its API.
    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? { nil }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        let api = try inputs.requiredText("apiId")
        if changes.contains(where: { $0.property == "description" }) {
            let deployment = try await cloud.gateway.updateDeployment(
                api: api, id: old.id, description: inputs.text("description") ?? "")
            return outcome(deployment, inputs)
        }
        return outcome(try await finished(try await cloud.gateway.getDeployment(api: api, id: old.id), inputs), inputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            try await cloud.gateway.deleteDeployment(api: try Self.api(state), id: state.id)
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func finished(_ first: GatewayDeployment, _ inputs: PropertyMap) async throws -> GatewayDeployment {
        let api = try inputs.requiredText("apiId")
        let last = try await cloud.waiter.poll(from: first, while: { $0.status == "PENDING" }) {
            try await cloud.gateway.getDeployment(api: api, id: first.id)
        }
        guard last.status == "DEPLOYED" else {
            throw AWSResourceError(
                .operation, code: "DeploymentFailed", resource: "\(schema.type) \(last.id)",
                "the deployment is \(last.status)" + (last.statusMessage.map { ": \($0)" } ?? ""),
                hint: "Run the command again.")
        }
        return last
    }

    private static func api(_ state: ResourceOutcome) throws -> String {
        try (state.inputs["apiId"] == nil ? state.outputs : state.inputs).requiredText("apiId")
    }

    private func outcome(_ deployment: GatewayDeployment, _ inputs: PropertyMap) -> ResourceOutcome {
        var outputs: PropertyMap = [
            "apiId": inputs["apiId"] ?? "",
            "autoDeployed": .bool(deployment.autoDeployed),
            "description": .text(deployment.description ?? inputs.text("description")),
            "id": .string(deployment.id),
            "region": .string(inputs.text("region") ?? cloud.region),
        ]
        outputs["triggers"] = inputs["triggers"]
        return ResourceOutcome(id: deployment.id, inputs: inputs, outputs: outputs)
    }
}
