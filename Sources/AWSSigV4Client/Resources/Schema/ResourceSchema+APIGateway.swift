internal import ProvisioningDomain

/// API Gateway v2.
///
/// What forces a replacement is `ForceNew` of terraform-provider-aws 6 (internal/service/apigatewayv2); defaults are
/// those of pulumi-aws 7.51.1.
extension ResourceSchema {
    static let api = ResourceSchema(
        .api, identity: [], unsupported: ["body", "credentialsArn", "failOnWarnings", "routeKey", "target"],
        properties: [
            "apiKeySelectionExpression": .string.defaulting(to: "$request.header.x-api-key"),
            "corsConfiguration": PropertySchema(
                kind: .object([
                    "allowCredentials": .boolean, "allowHeaders": .list(.string), "allowMethods": .list(.string),
                    "allowOrigins": .list(.string), "exposeHeaders": .list(.string), "maxAge": .integer,
                ])),
            "description": .string,
            "disableExecuteApiEndpoint": .boolean,
            "ipAddressType": .string.computed,
            "name": .string.required,
            "protocolType": .string.required.replacing,
            "routeSelectionExpression": .string.defaulting(to: "$request.method $request.path"),
            "tags": .strings,
            "version": .string,
        ])

    static let integration = ResourceSchema(
        .integration, identity: [],
        unsupported: [
            "connectionId", "contentHandlingStrategy", "integrationSubtype", "requestParameters",
            "requestTemplates", "responseParameters", "templateSelectionExpression", "tlsConfig",
        ],
        properties: [
            "apiId": .string.required.replacing,
            "connectionType": .string.defaulting(to: "INTERNET"),
            "credentialsArn": .string,
            "description": .string,
            "integrationMethod": .string,
            "integrationType": .string.required.replacing,
            "integrationUri": .string,
            "passthroughBehavior": .string.computed,
            "payloadFormatVersion": .string.defaulting(to: "1.0"),
            "timeoutMilliseconds": .integer.computed,
        ])

    static let route = ResourceSchema(
        .route, identity: ["apiId", "routeKey"],
        unsupported: [
            "authorizationScopes", "modelSelectionExpression", "requestModels", "requestParameters",
            "routeResponseSelectionExpression",
        ],
        properties: [
            "apiId": .string.required.replacing,
            "apiKeyRequired": .boolean,
            "authorizationType": .string.defaulting(to: "NONE"),
            "authorizerId": .string,
            "operationName": .string,
            "routeKey": .string.required,
            "target": .string,
        ])

    static let deployment = ResourceSchema(
        .deployment, identity: [],
        properties: [
            "apiId": .string.required.replacing,
            "description": .string,
            "triggers": PropertySchema(kind: .map(.string), forcesReplacement: true, isSticky: true),
        ])

    static let stage = ResourceSchema(
        .stage, identity: ["apiId", "name"],
        unsupported: ["accessLogSettings", "clientCertificateId", "defaultRouteSettings", "routeSettings"],
        properties: [
            "apiId": .string.required.replacing,
            "autoDeploy": .boolean,
            "deploymentId": .string.computed,
            "description": .string,
            "name": .string.required.replacing,
            "stageVariables": .strings,
            "tags": .strings,
        ])
}
