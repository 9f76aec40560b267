internal import ProvisioningDomain

extension AWSRestBlueprint {
    /// Permission, API, integration, route and stage.
    static func gateway(_ component: ComponentSpecification, _ names: ComponentResourceNames) -> [ResourceDeclaration] {
        let tags = LambdaDeclarations.tags(of: component)
        var api: PropertyMap = ["name": .string(names.cloud), "protocolType": "HTTP", "tags": tags]
        if let cors = cors(of: component) { api["corsConfiguration"] = cors }
        let apiID = PropertyValue.reference(names.api, "id")
        return [
            ResourceDeclaration(type: .api, name: names.api, inputs: api),
            ResourceDeclaration(
                type: .permission, name: names.permission,
                inputs: [
                    "statementId": "AllowInvokeFromAPIGateway", "action": "lambda:InvokeFunction",
                    "function": .reference(names.function, "name"), "qualifier": .reference(names.alias, "name"),
                    "principal": "apigateway.amazonaws.com",
                    "sourceArn": .concatenation([.reference(names.api, "executionArn"), "/*/*"]),
                ]),
            ResourceDeclaration(
                type: .integration, name: names.integration,
                inputs: [
                    "apiId": apiID, "integrationType": "AWS_PROXY", "integrationMethod": "POST",
                    "integrationUri": .reference(names.alias, "invokeArn"), "payloadFormatVersion": "2.0",
                    "timeoutMilliseconds": 30000,
                ]),
            ResourceDeclaration(
                type: .route, name: names.route,
                inputs: [
                    "apiId": apiID, "routeKey": "$default",
                    "target": .concatenation(["integrations/", .reference(names.integration, "id")]),
                ]),
            ResourceDeclaration(
                type: .stage, name: names.stage,
                inputs: ["apiId": apiID, "name": "$default", "autoDeploy": true, "tags": tags],
                dependsOn: [names.route]),
        ]
    }

    /// CORS of the gateway; nil when the component sets none.
    private static func cors(of component: ComponentSpecification) -> PropertyValue? {
        guard let cors = component.cors else { return nil }
        var configuration: PropertyMap = [:]
        func add(_ name: String, _ values: [String]) {
            if !values.isEmpty { configuration[name] = .array(values.map { .string($0) }) }
        }
        add("allowOrigins", cors.origins)
        add("allowMethods", cors.methods)
        add("allowHeaders", cors.headers)
        return configuration.isEmpty ? nil : .object(configuration)
    }
}
