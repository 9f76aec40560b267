internal import ProvisioningDomain

/// `aws:apigatewayv2/stage:Stage`; the id is the stage's name.
///
/// It belongs to its API.
struct StageHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.stage

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("apiId").map { .api($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let name = try inputs.requiredText("name")
        do {
            let stage = try await cloud.gateway.createStage(
                api: try inputs.requiredText("apiId"), name: name, try settings(inputs), tags: try inputs.tags())
            progress = outcome(stage, inputs, scheme: "https", account: "")
            return outcome(
                stage, inputs, scheme: try await scheme(of: stage, inputs), account: try await cloud.account.id())
        } catch let error as AWSServiceError where error.code == .conflict && progress == nil {
            return try await adopt(inputs, after: error, progress: &progress)
        }
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        do {
            let stage = try await cloud.gateway.getStage(api: try Self.api(state), name: state.id)
            let actual: PropertyMap = [
                "apiId": state.inputs["apiId"] ?? "",
                "autoDeploy": .bool(stage.settings.autoDeploy ?? false),
                "deploymentId": .text(stage.settings.deploymentID ?? state.inputs.text("deploymentId")),
                "description": .text(stage.settings.description),
                "name": .string(stage.name),
                "region": .string(cloud.region),
                "stageVariables": .texts(stage.settings.variables ?? [:]),
                "tags": .texts(stage.tags.withoutSystemTags),
            ]
            return outcome(
                stage, schema.inputs(actual: actual, previous: state.inputs),
                scheme: try await scheme(of: stage, state.inputs, known: state.outputs),
                account: try await cloud.account.id())
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        try await read(ResourceOutcome(id: try inputs.requiredText("name"), inputs: inputs, outputs: [:]))
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        let touched = Set(changes.map(\.property))
        let api = try inputs.requiredText("apiId")
        var done = old
        if !touched.subtracting(["tags"]).isEmpty {
            var settings = try settings(inputs, only: touched)
            // A removed variable is one with an empty value (UpdateStage merges).
            let variables = try old.inputs.tags("stageVariables")
            for name in variables.keys where settings.variables?[name] == nil && touched.contains("stageVariables") {
                settings.variables = (settings.variables ?? [:]).merging([name: ""]) { $1 }
            }
            let stage = try await cloud.gateway.updateStage(api: api, name: old.id, settings)
            for property in touched where property != "tags" { done.inputs[property] = inputs[property] }
            done.outputs =
                outcome(
                    stage, done.inputs, scheme: try await scheme(of: stage, inputs, known: old.outputs),
                    account: try await account(old)
                ).outputs
            progress = done
        }
        if touched.contains("tags") { try await cloud.updateGatewayTags(arn(api, old.id), old.inputs, inputs) }
        if changes.isEmpty, old.outputs.text("executionArn").flatMap(AWSAccount.account(of:)) == nil,
            let now = try await read(ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs))
        {
            done.outputs = now.outputs
        }
        done.outputs["tags"] = nil
        return ResourceOutcome(id: old.id, inputs: inputs, outputs: done.outputs.merging(inputs.tagOutputs()) { $1 })
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            try await cloud.gateway.deleteStage(api: try Self.api(state), name: state.id)
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private static func api(_ state: ResourceOutcome) throws -> String {
        try (state.inputs["apiId"] == nil ? state.outputs : state.inputs).requiredText("apiId")
    }

    /// The scheme of the stage's URL: `wss` in a WebSocket API, which has no stage `$default`, else `https`.
    private func scheme(
        of stage: GatewayStage, _ inputs: PropertyMap, known outputs: PropertyMap = [:]
    ) async throws -> String {
        if stage.name == "$default" { return "https" }
        if outputs.text("invokeUrl")?.hasPrefix("wss:") == true { return "wss" }
        let api = try await cloud.gateway.getAPI(
            try Self.api(ResourceOutcome(id: "", inputs: inputs, outputs: outputs)))
        return api.protocolType == "WEBSOCKET" ? "wss" : "https"
    }

    private func account(_ state: ResourceOutcome) async throws -> String {
        if let known = state.outputs.text("executionArn").flatMap(AWSAccount.account(of:)) { return known }
        return try await cloud.account.id()
    }

    private func settings(
        _ inputs: PropertyMap, only: Set<String>? = nil
    ) throws(ProvisioningError) -> StageSettings {
        func wanted(_ name: String) -> Bool { only?.contains(name) ?? (inputs[name] != nil) }
        var settings = StageSettings()
        if wanted("autoDeploy") { settings.autoDeploy = inputs.flag("autoDeploy") }
        if wanted("deploymentId") { settings.deploymentID = inputs.text("deploymentId") }
        if wanted("description") { settings.description = inputs.text("description") ?? "" }
        if wanted("stageVariables") { settings.variables = try inputs.tags("stageVariables") }
        return settings
    }

    private func arn(_ api: String, _ name: String) -> String {
        "arn:\(cloud.partition.name):apigateway:\(cloud.region)::/apis/\(api)/stages/\(name)"
    }

    private func outcome(
        _ stage: GatewayStage, _ inputs: PropertyMap, scheme: String, account: String
    ) -> ResourceOutcome {
        let api = inputs.text("apiId") ?? ""
        let host = "\(scheme)://\(api).execute-api.\(cloud.region).\(cloud.partition.dnsSuffix)/"
        let route = stage.settings.defaultRoute
        let outputs: PropertyMap = [
            "apiId": .string(api),
            "arn": .string(arn(api, stage.name)),
            "autoDeploy": .bool(stage.settings.autoDeploy ?? inputs.flag("autoDeploy")),
            "clientCertificateId": "",
            "defaultRouteSettings": [
                "dataTraceEnabled": .bool(route?.dataTraceEnabled ?? false),
                "detailedMetricsEnabled": .bool(route?.detailedMetricsEnabled ?? false),
                "loggingLevel": .text(route?.loggingLevel),
                "throttlingBurstLimit": .integer(route?.throttlingBurstLimit ?? 0),
                "throttlingRateLimit": .number(route?.throttlingRateLimit ?? 0),
            ],
            "deploymentId": .text(stage.settings.deploymentID ?? inputs.text("deploymentId")),
            "description": .text(stage.settings.description ?? inputs.text("description")),
            "executionArn": .string(
                "arn:\(cloud.partition.name):execute-api:\(cloud.region):\(account):\(api)/\(stage.name)"),
            "id": .string(stage.name),
            "invokeUrl": .string(stage.name == "$default" ? host : host + stage.name),
            "name": .string(stage.name),
            "region": .string(inputs.text("region") ?? cloud.region),
            "routeSettings": [],
            "stageVariables": inputs["stageVariables"] ?? [:],
        ]
        return ResourceOutcome(
            id: stage.name, inputs: inputs, outputs: outputs.merging(inputs.tagOutputs()) { $1 })
    }
}
