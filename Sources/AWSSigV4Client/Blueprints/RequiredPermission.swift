package import ProvisioningDomain

/// Actions that a deployment needs on one resource.
package struct RequiredPermission: Sendable, Equatable {
    /// The ARN, `*` where a part is not known before.
    package var resource: String
    /// The actions, such as `lambda:CreateFunction`.
    package var actions: [String]
}

extension AWSRestBlueprint {
    /// What `apply`, `plan` and `destroy` of a component may call, by resource; a health check may invoke the function.
    ///
    /// Source: Service Authorization Reference, "Actions, resources, and condition keys".
    ///
    /// - Parameters:
    ///   - region: where the component is.
    ///   - account: the account's number.
    ///   - usesBucket: whether its package is too large for a call.
    /// - Throws: `ProvisioningError` when the component's names are too long.
    package static func requiredPermissions(
        of component: ComponentSpecification, region: String, account: String, usesBucket: Bool = false
    ) throws -> [RequiredPermission] {
        let names = try ComponentResourceNames(component)
        let partition = AWSPartition.of(region: region).name
        let isWebSocket = component.kind == .websocket
        let inlinePolicies = isWebSocket ? ["PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy"] : []
        let function = "arn:\(partition):lambda:\(region):\(account):function:\(names.cloud)"
        let table = RequiredPermission(
            resource: "arn:\(partition):dynamodb:\(region):\(account):table/\(names.connectionTable)",
            actions: prefixed(
                "dynamodb",
                [
                    "CreateTable", "DescribeTable", "DeleteTable", "UpdateTimeToLive", "DescribeTimeToLive",
                    "TagResource", "UntagResource", "ListTagsOfResource",
                ]))
        return [
            RequiredPermission(
                resource: "arn:\(partition):iam::\(account):role/\(names.cloud)",
                actions: prefixed(
                    "iam",
                    [
                        "CreateRole", "GetRole", "DeleteRole", "UpdateRole", "UpdateAssumeRolePolicy", "TagRole",
                        "UntagRole",
                        "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies", "PassRole",
                    ] + inlinePolicies)),
            RequiredPermission(
                resource: function,
                actions: prefixed(
                    "lambda",
                    [
                        "CreateFunction", "GetFunction", "GetFunctionConfiguration", "UpdateFunctionCode",
                        "UpdateFunctionConfiguration", "PublishVersion", "ListVersionsByFunction", "DeleteFunction",
                        "PutFunctionConcurrency", "DeleteFunctionConcurrency", "CreateAlias", "GetAlias", "UpdateAlias",
                        "DeleteAlias", "AddPermission", "GetPolicy", "RemovePermission", "TagResource", "UntagResource",
                        "ListTags",
                    ])),
            RequiredPermission(
                resource: "arn:\(partition):logs:\(region):\(account):log-group:\(names.logGroup)",
                actions: prefixed(
                    "logs",
                    [
                        "CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy",
                        "TagResource",
                        "UntagResource", "ListTagsForResource",
                    ])),
            RequiredPermission(
                resource: "arn:\(partition):logs:\(region):\(account):log-group:*",
                actions: ["logs:DescribeLogGroups"]),
            // The list of APIs has an ARN of its own, and so have the tags of each API and stage.
            RequiredPermission(
                resource: "arn:\(partition):apigateway:\(region)::/apis",
                actions: prefixed("apigateway", ["GET", "POST"])),
            RequiredPermission(
                resource: "arn:\(partition):apigateway:\(region)::/tags/*",
                actions: prefixed("apigateway", ["POST", "DELETE"])),
            RequiredPermission(
                resource: "arn:\(partition):apigateway:\(region)::/apis/*",
                actions: prefixed("apigateway", ["GET", "POST", "PATCH", "DELETE"])),
        ] + invocation(of: component, function) + (isWebSocket ? [table] : [])
            + (usesBucket ? bucketPermissions(partition: partition, region: region, account: account) : [])
    }

    /// What a health check needs: the alias is a resource of its own.
    private static func invocation(of component: ComponentSpecification, _ function: String) -> [RequiredPermission] {
        guard component.health != nil else { return [] }
        return [RequiredPermission(resource: "\(function):\(aliasName)", actions: ["lambda:InvokeFunction"])]
    }

    /// What bringing a package into the artifact bucket needs, and Lambda's reading it there for the caller.
    private static func bucketPermissions(partition: String, region: String, account: String) -> [RequiredPermission] {
        let bucket = "arn:\(partition):s3:::\(ArtifactBucket.name(account: account, region: region))"
        return [
            RequiredPermission(
                resource: bucket,
                actions: prefixed(
                    "s3",
                    [
                        "CreateBucket", "ListBucket", "ListBucketMultipartUploads", "GetBucketTagging",
                        "PutBucketTagging", "GetLifecycleConfiguration", "PutLifecycleConfiguration",
                        "PutBucketPublicAccessBlock",
                    ])),
            RequiredPermission(
                resource: "\(bucket)/*",
                actions: prefixed(
                    "s3",
                    [
                        "GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload", "ListMultipartUploadParts",
                    ])),
        ]
    }

    /// The services that a deployment and `doctor` speak to.
    package static let services: [AWSService] = [.sts, .iam, .lambda, .cloudWatchLogs, .apiGatewayV2]

    private static func prefixed(_ service: String, _ actions: [String]) -> [String] {
        actions.map { "\(service):\($0)" }
    }
}
