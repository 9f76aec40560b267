internal import ProvisioningDomain

/// DynamoDB.
///
/// What forces a replacement is `ForceNew` of terraform-provider-aws 6 (internal/service/dynamodb), and what this version
/// cannot change in place.
extension ResourceSchema {
    static let table = ResourceSchema(
        .table, identity: ["name"],
        unsupported: [
            "deletionProtectionEnabled", "globalSecondaryIndexes", "globalTableWitness", "importTable",
            "localSecondaryIndexes", "onDemandThroughput", "pointInTimeRecovery", "rangeKey", "readCapacity",
            "replicas", "restoreBackupArn", "restoreDateTime", "restoreSourceName", "restoreSourceTableArn",
            "restoreToLatestTime", "serverSideEncryption", "streamEnabled", "streamViewType", "tableClass",
            "warmThroughput", "writeCapacity",
        ],
        properties: [
            "attributes": PropertySchema(
                kind: .list(.object(["name": .string, "type": .string])), isRequired: true, forcesReplacement: true),
            "billingMode": .string.required.replacing,
            "hashKey": .string.required.replacing,
            "name": .string.required.replacing,
            "tags": .strings,
            "ttl": PropertySchema(kind: .object(["attributeName": .string, "enabled": .boolean])),
        ])
}
