internal import ProvisioningDomain

extension AWSRestBlueprint {
    /// Role, policy attachment, log group, function and alias.
    static func compute(
        _ component: ComponentSpecification, _ names: Names, artifact: Artifact, archivePath: String,
        partition: AWSPartition
    ) throws(ProvisioningError) -> [ResourceDeclaration] {
        let tags = tags(of: component)
        var logs: PropertyMap = ["name": .string(names.logGroup), "tags": tags]
        if let days = try retention(of: component) { logs["retentionInDays"] = days }
        return [
            ResourceDeclaration(
                type: .role, name: names.role,
                inputs: ["name": .string(names.cloud), "assumeRolePolicy": .string(trustPolicy), "tags": tags]),
            ResourceDeclaration(
                type: .rolePolicyAttachment, name: names.policy,
                inputs: [
                    "role": .reference(names.role, "name"),
                    "policyArn": .string(
                        "arn:\(partition.name):iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
                ]),
            ResourceDeclaration(type: .logGroup, name: names.logs, inputs: logs),
            ResourceDeclaration(
                type: .function, name: names.function,
                inputs: function(component, names, artifact: artifact, archivePath: archivePath),
                dependsOn: [names.logs, names.policy]),
            ResourceDeclaration(
                type: .alias, name: names.alias,
                inputs: [
                    "name": .string(aliasName), "functionName": .reference(names.function, "name"),
                    "functionVersion": .reference(names.function, "version"),
                ]),
        ]
    }

    /// Permission, API, integration, route and stage.
    static func gateway(_ component: ComponentSpecification, _ names: Names) -> [ResourceDeclaration] {
        let tags = tags(of: component)
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

    /// Who may take the role on: Lambda.
    static let trustPolicy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"#
        + #""Action":"sts:AssumeRole"}]}"#

    private static func function(
        _ component: ComponentSpecification, _ names: Names, artifact: Artifact, archivePath: String
    ) -> PropertyMap {
        var inputs: PropertyMap = [
            "name": .string(names.cloud),
            "role": .reference(names.role, "arn"),
            "runtime": .string(component.runtime.description),
            "handler": .string(artifact.handler),
            "architectures": [.string(component.architecture.rawValue)],
            "memorySize": .number(Double(component.memory.megabytes)),
            "timeout": .number(Double(component.timeout.seconds)),
            "publish": true,
            "code": .archive(Archive(hash: artifact.sha256, path: archivePath)),
            "tags": tags(of: component),
        ]
        if !component.variables.isEmpty { inputs["environment"] = ["variables": .object(component.variables)] }
        return inputs
    }

    /// The user's tags and those that make a resource ours, which win.
    private static func tags(of component: ComponentSpecification) -> PropertyValue {
        .object(component.tags.merging(component.ownershipTags) { $1 }.mapValues { .string($0) })
    }

    /// The retention in days; nil keeps logs for ever.
    private static func retention(of component: ComponentSpecification) throws(ProvisioningError) -> PropertyValue? {
        let days = component.logRetentionDays
        if days == 0 { return nil }
        guard CloudWatchRetention.allowedDays.contains(days) else {
            throw ProvisioningError(
                .configuration, code: "InvalidRetention",
                "logs.retention of \(component.component) is \(days) days, which CloudWatch Logs does not offer",
                hint: "The nearest that it offers is \(CloudWatchRetention.nearest(to: days)); 0 keeps logs for ever.")
        }
        return .number(Double(days))
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
