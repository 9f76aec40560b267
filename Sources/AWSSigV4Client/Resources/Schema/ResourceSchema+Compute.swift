internal import ProvisioningDomain

/// IAM, CloudWatch Logs and Lambda.
///
/// What forces a replacement is `ForceNew` of terraform-provider-aws 6 (internal/service/{iam,logs,lambda}); defaults
/// are those of pulumi-aws 7.51.1.
extension ResourceSchema {
    static let role = ResourceSchema(
        .role, identity: ["name"], isRegional: false,
        unsupported: ["inlinePolicies", "managedPolicyArns", "namePrefix", "permissionsBoundary"],
        properties: [
            "assumeRolePolicy": .string.required.json,
            "description": .string,
            "forceDetachPolicies": .boolean.sticky,
            "maxSessionDuration": .integer.defaulting(to: 3600),
            "name": .string.required.replacing,
            "path": .string.replacing.defaulting(to: "/"),
            "tags": .strings,
        ])

    static let rolePolicyAttachment = ResourceSchema(
        .rolePolicyAttachment, identity: ["role", "policyArn"], isRegional: false,
        properties: ["policyArn": .string.required.replacing, "role": .string.required.replacing])

    static let rolePolicy = ResourceSchema(
        .rolePolicy, identity: ["role", "name"], isRegional: false, unsupported: ["namePrefix"],
        properties: [
            "name": .string.required.replacing,
            "policy": .string.required.json,
            "role": .string.required.replacing,
        ])

    static let logGroup = ResourceSchema(
        .logGroup, identity: ["name"], unsupported: ["deletionProtectionEnabled", "namePrefix"],
        properties: [
            "kmsKeyId": .string,
            "logGroupClass": .string.replacing.computed,
            "name": .string.required.replacing,
            "retentionInDays": .integer,
            "skipDestroy": .boolean.sticky,
            "tags": .strings,
        ])

    static let function = ResourceSchema(
        .function, identity: ["name"],
        unsupported: [
            "capacityProviderConfig", "codeSha256", "codeSigningConfigArn", "deadLetterConfig", "durableConfig",
            "ephemeralStorage", "fileSystemConfig", "imageConfig", "imageUri", "kmsKeyArn", "layers", "loggingConfig",
            "publishTo", "replaceSecurityGroupsOnDestroy", "replacementSecurityGroupIds", "s3ObjectVersion",
            "snapStart", "sourceCodeHash", "sourceKmsKeyArn", "tenancyConfig", "tracingConfig",
            "useResourceTimeoutForPropagation", "vpcConfig",
        ],
        choice: [["code"], ["s3Bucket", "s3Key"]],
        properties: [
            "architectures": PropertySchema(kind: .list(.string), isComputed: true),
            "code": PropertySchema(kind: .archive),
            "description": .string,
            "environment": PropertySchema(kind: .object(["variables": .map(.string)])),
            "handler": .string.required,
            "memorySize": .integer.defaulting(to: 128),
            "name": .string.required.replacing,
            "packageType": .string.replacing.defaulting(to: "Zip"),
            "publish": .boolean.sticky,
            "reservedConcurrentExecutions": .integer.defaulting(to: -1),
            "role": .string.required,
            "runtime": .string.required,
            "s3Bucket": .string.sticky,
            "s3Key": .string,
            "skipDestroy": .boolean.sticky,
            "tags": .strings,
            "timeout": .integer.defaulting(to: 3),
        ])

    static let alias = ResourceSchema(
        .alias, identity: ["functionName", "name"], unsupported: ["routingConfig"],
        properties: [
            "description": .string,
            "functionName": .string.required.replacing.sticky,
            "functionVersion": .string.required,
            "name": .string.required.replacing,
        ])

    static let permission = ResourceSchema(
        .permission, identity: ["function", "qualifier", "statementId"],
        unsupported: [
            "eventSourceToken", "functionUrlAuthType", "invokedViaFunctionUrl", "principalOrgId", "statementIdPrefix",
        ],
        properties: [
            "action": .string.required.replacing,
            "function": .string.required.replacing.sticky,
            "principal": .string.required.replacing,
            "qualifier": .string.replacing.sticky,
            "sourceAccount": .string.replacing,
            "sourceArn": .string.replacing,
            "statementId": .string.required.replacing,
        ])
}
