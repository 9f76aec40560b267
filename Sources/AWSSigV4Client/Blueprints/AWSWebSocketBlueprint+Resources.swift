internal import OpenSSLCrypto
internal import ProvisioningDomain

extension AWSWebSocketBlueprint {
    /// Milliseconds that an integration of a WebSocket API can take at most.
    private static let integrationTimeout = 29000

    /// The table with a row for each open connection; rows expire by themselves.
    static func connections(
        _ component: ComponentSpecification, _ names: ComponentResourceNames
    ) -> ResourceDeclaration {
        ResourceDeclaration(
            type: .table, name: names.connections,
            inputs: [
                "name": .string(names.connectionTable), "billingMode": "PAY_PER_REQUEST", "hashKey": "connectionId",
                "attributes": [["name": "connectionId", "type": "S"]],
                "ttl": ["attributeName": "ttl", "enabled": true], "tags": LambdaDeclarations.tags(of: component),
            ])
    }

    /// What the function may do: post to connections, use the table, invoke itself.
    ///
    /// The function's ARN is composed, because the function needs the policy; the account is left open, since a policy of a
    /// role gives no access to functions of other accounts by itself.
    static func access(
        _ component: ComponentSpecification, _ names: ComponentResourceNames, functionARN: String
    ) -> ResourceDeclaration {
        let head =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:ManageConnections","Resource":""#
        let table =
            #"{"Effect":"Allow","Action":["dynamodb:DeleteItem","dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query","#
            + #""dynamodb:Scan","dynamodb:UpdateItem"],"Resource":""#
        let function = "\(functionARN):\(names.cloud)"
        let tail =
            #"{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":["\#(function)","\#(function):*"]}]}"#
        return ResourceDeclaration(
            type: .rolePolicy, name: names.access,
            inputs: [
                "role": .reference(names.role, "name"), "name": "connections",
                "policy": .concatenation([
                    .string(head), .reference(names.api, "executionArn"),
                    .string("/\(component.environment)/*/@connections/*\"},\(table)"),
                    .reference(names.connections, "arn"), .string("\"},\(tail)"),
                ]),
            ])
    }

    /// Permission, API, integration, routes, deployment and stage.
    static func gateway(
        _ component: ComponentSpecification, _ names: ComponentResourceNames
    ) throws -> [ResourceDeclaration] {
        let tags = LambdaDeclarations.tags(of: component)
        let apiID = PropertyValue.reference(names.api, "id")
        let integration = ResourceDeclaration(
            type: .integration, name: names.integration,
            inputs: [
                "apiId": apiID, "integrationType": "AWS_PROXY", "integrationMethod": "POST",
                "integrationUri": .reference(names.alias, "invokeArn"), "passthroughBehavior": "WHEN_NO_MATCH",
                "timeoutMilliseconds": .integer(integrationTimeout),
            ])
        let keys = [
            (names.connectRoute, "$connect"), (names.disconnectRoute, "$disconnect"), (names.route, "$default"),
        ]
        let routes = keys.map { name, key in
            ResourceDeclaration(
                type: .route, name: name,
                inputs: [
                    "apiId": apiID, "routeKey": .string(key),
                    "target": .concatenation(["integrations/", .reference(names.integration, "id")]),
                ])
        }
        return [
            ResourceDeclaration(
                type: .api, name: names.api,
                inputs: [
                    "name": .string(names.cloud), "protocolType": "WEBSOCKET",
                    "routeSelectionExpression": "$request.body.action", "tags": tags,
                ]),
            ResourceDeclaration(
                type: .permission, name: names.permission,
                inputs: [
                    "statementId": "AllowInvokeFromAPIGateway", "action": "lambda:InvokeFunction",
                    "function": .reference(names.function, "name"), "qualifier": .reference(names.alias, "name"),
                    "principal": "apigateway.amazonaws.com",
                    "sourceArn": .concatenation([.reference(names.api, "executionArn"), "/*/*"]),
                ]),
            integration,
        ] + routes + [
            ResourceDeclaration(
                type: .deployment, name: names.deployment,
                inputs: ["apiId": apiID, "triggers": try triggers(integration, routes)],
                dependsOn: [names.integration] + routes.map(\.name)),
            ResourceDeclaration(
                type: .stage, name: names.stage,
                inputs: [
                    "apiId": apiID, "name": .string("\(component.environment)"), "autoDeploy": false,
                    "deploymentId": .reference(names.deployment, "id"), "tags": tags,
                ]),
        ]
    }

    /// What makes a new deployment necessary: another integration, another route, or a change of one of them.
    private static func triggers(
        _ integration: ResourceDeclaration, _ routes: [ResourceDeclaration]
    ) throws -> PropertyValue {
        let definition = ([integration] + routes).map { resource in
            let inputs = resource.inputs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(resource.name) \(inputs.joined(separator: " "))"
        }.joined(separator: "\n")
        return [
            "definition": .string(try SHA256.hex(Array(definition.utf8))),
            "integration": .concatenation([
                .reference(integration.name, "id"), " ", .reference(integration.name, "integrationUri"),
            ]),
            "routes": .concatenation(
                routes.flatMap { [.reference($0.name, "id"), " ", .reference($0.name, "target"), "\n"] }),
        ]
    }
}
