internal import ProvisioningDomain

/// The declarations that every component on AWS has: a Lambda function with what it needs, behind an alias.
enum LambdaDeclarations {
    /// Role, policy attachment, log group, function and alias.
    ///
    /// - Parameters:
    ///   - variables: the function's environment.
    ///   - needed: what must exist before the function, by logical name.
    static func compute(
        _ component: ComponentSpecification, _ names: ComponentResourceNames, artifact: Artifact, archivePath: String,
        partition: AWSPartition, variables: PropertyMap, after needed: [String] = []
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
                inputs: function(
                    component, names, artifact: artifact, archivePath: archivePath, variables: variables),
                dependsOn: [names.logs, names.policy] + needed),
            ResourceDeclaration(
                type: .alias, name: names.alias,
                inputs: [
                    "name": .string(AWSRestBlueprint.aliasName), "functionName": .reference(names.function, "name"),
                    "functionVersion": .reference(names.function, "version"),
                ]),
        ]
    }

    /// Who may take the role on: Lambda.
    static let trustPolicy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"#
        + #""Action":"sts:AssumeRole"}]}"#

    private static func function(
        _ component: ComponentSpecification, _ names: ComponentResourceNames, artifact: Artifact, archivePath: String,
        variables: PropertyMap
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
            "tags": tags(of: component),
        ]
        if let place = artifact.place {
            inputs["s3Bucket"] = .string(place.bucket)
            inputs["s3Key"] = .string(place.key)
        } else {
            inputs["code"] = .archive(Archive(hash: artifact.sha256, path: archivePath))
        }
        if let most = component.maximumInstances { inputs["reservedConcurrentExecutions"] = .number(Double(most)) }
        if !variables.isEmpty { inputs["environment"] = ["variables": .object(variables)] }
        return inputs
    }

    /// The user's tags and those that make a resource ours, which win.
    static func tags(of component: ComponentSpecification) -> PropertyValue {
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

    /// What the user should know about the function.
    static func warnings(_ component: ComponentSpecification) -> [String] {
        guard component.runtime.isRetired else { return [] }
        return [
            "\(component.component): runtime \(component.runtime) is retired; AWS may refuse to create or update the function"
        ]
    }
}
