internal import ProvisioningDomain

/// `aws:apigatewayv2/route:Route`; the id is the one that API Gateway made up.
///
/// It belongs to its API.
struct RouteHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.route

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("apiId").map { .api($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        do {
            let route = try await cloud.gateway.createRoute(
                api: try inputs.requiredText("apiId"), try Self.settings(inputs))
            return outcome(route, inputs)
        } catch let error as AWSServiceError where error.code == .conflict {
            return try await adopt(inputs, after: error, progress: &progress)
        }
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        do {
            let route = try await cloud.gateway.getRoute(api: try Self.api(state), id: state.id)
            return outcome(route, actualInputs(route, previous: state.inputs))
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let key = try inputs.requiredText("routeKey")
        do {
            let found = try await cloud.gateway.getRoutes(api: try inputs.requiredText("apiId"))
                .first { $0.settings.key == key }
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
            if change.property == "operationName" { settings.operationName = "" }
            if change.property == "apiKeyRequired" { settings.apiKeyRequired = false }
        }
        let route = try await cloud.gateway.updateRoute(
            api: try inputs.requiredText("apiId"), id: old.id, settings)
        return outcome(route, inputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            try await cloud.gateway.deleteRoute(api: try Self.api(state), id: state.id)
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private static func api(_ state: ResourceOutcome) throws -> String {
        try (state.inputs["apiId"] == nil ? state.outputs : state.inputs).requiredText("apiId")
    }

    private static func settings(_ inputs: PropertyMap) throws(ProvisioningError) -> RouteSettings {
        RouteSettings(
            key: try inputs.requiredText("routeKey"), target: inputs.text("target"),
            apiKeyRequired: inputs["apiKeyRequired"]?.boolValue, authorizationType: inputs.text("authorizationType"),
            authorizerID: inputs.text("authorizerId"), operationName: inputs.text("operationName"))
    }

    private func actualInputs(_ route: GatewayRoute, previous: PropertyMap) -> PropertyMap {
        let settings = route.settings
        return schema.inputs(
            actual: [
                "apiId": previous["apiId"] ?? "",
                "apiKeyRequired": .bool(settings.apiKeyRequired ?? false),
                "authorizationType": .string(settings.authorizationType ?? "NONE"),
                "authorizerId": .text(settings.authorizerID),
                "operationName": .text(settings.operationName),
                "region": .string(cloud.region),
                "routeKey": .text(settings.key),
                "target": .text(settings.target),
            ], previous: previous)
    }

    private func outcome(_ route: GatewayRoute, _ inputs: PropertyMap) -> ResourceOutcome {
        let settings = route.settings
        func value(_ name: String, _ actual: String?) -> PropertyValue { .text(actual ?? inputs.text(name)) }
        return ResourceOutcome(
            id: route.id, inputs: inputs,
            outputs: [
                "apiId": inputs["apiId"] ?? "",
                "apiKeyRequired": .bool(settings.apiKeyRequired ?? inputs.flag("apiKeyRequired")),
                "authorizationScopes": .array((settings.authorizationScopes ?? []).map { .string($0) }),
                "authorizationType": value("authorizationType", settings.authorizationType),
                "authorizerId": value("authorizerId", settings.authorizerID),
                "id": .string(route.id),
                "modelSelectionExpression": .text(settings.modelSelectionExpression),
                "operationName": value("operationName", settings.operationName),
                "region": .string(inputs.text("region") ?? cloud.region),
                "requestModels": .texts(settings.requestModels ?? [:]),
                "requestParameters": [],
                "routeKey": value("routeKey", settings.key),
                "routeResponseSelectionExpression": .text(settings.routeResponseSelectionExpression),
                "target": value("target", settings.target),
            ])
    }
}
