internal import ProvisioningDomain

/// `aws:apigatewayv2/integration:Integration`; the id is the one that API Gateway made up.
///
/// It belongs to its API.
struct IntegrationHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.integration

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("apiId").map { .api($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let integration = try await cloud.gateway.createIntegration(
            api: try inputs.requiredText("apiId"), try Self.settings(inputs))
        return outcome(integration, inputs)
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        do {
            let integration = try await cloud.gateway.getIntegration(api: try Self.api(state), id: state.id)
            return outcome(integration, actualInputs(integration, previous: state.inputs))
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        do {
            let found = try await cloud.gateway.getIntegrations(api: try inputs.requiredText("apiId")).first {
                $0.settings.type == inputs.text("integrationType") && $0.settings.uri == inputs.text("integrationUri")
            }
            return found.map { outcome($0, actualInputs($0, previous: inputs)) }
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        guard !changes.isEmpty else { return ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs) }
        var settings = try Self.settings(inputs)
        for change in changes where inputs[change.property] == nil {
            if change.property == "description" { settings.description = "" }
            if change.property == "credentialsArn" { settings.credentialsARN = "" }
        }
        let integration = try await cloud.gateway.updateIntegration(
            api: try inputs.requiredText("apiId"), id: old.id, settings)
        return outcome(integration, inputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            try await cloud.gateway.deleteIntegration(api: try Self.api(state), id: state.id)
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private static func api(_ state: ResourceOutcome) throws -> String {
        try (state.inputs["apiId"] == nil ? state.outputs : state.inputs).requiredText("apiId")
    }

    private static func settings(_ inputs: PropertyMap) throws(ProvisioningError) -> IntegrationSettings {
        IntegrationSettings(
            type: try inputs.requiredText("integrationType"), uri: inputs.text("integrationUri"),
            method: inputs.text("integrationMethod"), payloadFormatVersion: inputs.text("payloadFormatVersion"),
            timeoutMilliseconds: inputs.integer("timeoutMilliseconds"), description: inputs.text("description"),
            connectionType: inputs.text("connectionType"), credentialsARN: inputs.text("credentialsArn"),
            passthroughBehavior: inputs.text("passthroughBehavior"))
    }

    private func actualInputs(_ integration: GatewayIntegration, previous: PropertyMap) -> PropertyMap {
        let settings = integration.settings
        return schema.inputs(
            actual: [
                "apiId": previous["apiId"] ?? "",
                "connectionType": .string(settings.connectionType ?? "INTERNET"),
                "credentialsArn": .text(settings.credentialsARN),
                "description": .text(settings.description),
                "integrationMethod": .text(settings.method),
                "integrationType": .text(settings.type),
                "integrationUri": .text(settings.uri),
                "passthroughBehavior": .text(settings.passthroughBehavior ?? previous.text("passthroughBehavior")),
                "payloadFormatVersion": .string(settings.payloadFormatVersion ?? "1.0"),
                "region": .string(cloud.region),
                "timeoutMilliseconds": .integer(settings.timeoutMilliseconds ?? 30000),
            ], previous: previous)
    }

    private func outcome(_ integration: GatewayIntegration, _ inputs: PropertyMap) -> ResourceOutcome {
        let settings = integration.settings
        func value(_ name: String, _ actual: String?) -> PropertyValue { .text(actual ?? inputs.text(name)) }
        return ResourceOutcome(
            id: integration.id, inputs: inputs,
            outputs: [
                "apiId": inputs["apiId"] ?? "",
                "connectionId": .text(settings.connectionID),
                "connectionType": value("connectionType", settings.connectionType),
                "contentHandlingStrategy": .text(settings.contentHandlingStrategy),
                "credentialsArn": value("credentialsArn", settings.credentialsARN),
                "description": value("description", settings.description),
                "id": .string(integration.id),
                "integrationMethod": value("integrationMethod", settings.method),
                "integrationResponseSelectionExpression": .text(integration.integrationResponseSelectionExpression),
                "integrationSubtype": "",
                "integrationType": value("integrationType", settings.type),
                "integrationUri": value("integrationUri", settings.uri),
                "passthroughBehavior": value("passthroughBehavior", settings.passthroughBehavior),
                "payloadFormatVersion": value("payloadFormatVersion", settings.payloadFormatVersion),
                "region": .string(inputs.text("region") ?? cloud.region),
                "requestParameters": .texts(settings.requestParameters ?? [:]),
                "requestTemplates": .texts(settings.requestTemplates ?? [:]),
                "responseParameters": [],
                "templateSelectionExpression": .text(settings.templateSelectionExpression),
                "timeoutMilliseconds": .integer(
                    settings.timeoutMilliseconds ?? inputs.integer("timeoutMilliseconds") ?? 30000),
            ])
    }
}
