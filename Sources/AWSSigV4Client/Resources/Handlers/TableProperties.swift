internal import ProvisioningDomain

extension TableHandler {
    /// The outputs of pulumi-aws 7.51.1 for a table billed by request, without indexes, replicas and streams.
    func outcome(_ table: DynamoDBTable, _ inputs: PropertyMap) -> ResourceOutcome {
        var outputs: PropertyMap = [
            "arn": .string(table.arn),
            "attributes": table.attributeList,
            "billingMode": .string(table.billingMode),
            "deletionProtectionEnabled": .bool(table.deletionProtectionEnabled),
            "globalSecondaryIndexes": [],
            "hashKey": .string(table.hashKey),
            "id": .string(table.name),
            "localSecondaryIndexes": [],
            "name": .string(table.name),
            "pointInTimeRecovery": ["enabled": false, "recoveryPeriodInDays": 0],
            "rangeKey": "",
            "readCapacity": 0,
            "region": .string(inputs.text("region") ?? cloud.region),
            "replicas": [],
            "streamArn": "",
            "streamEnabled": false,
            "streamLabel": "",
            "streamViewType": "",
            "tableClass": .string(table.tableClass ?? "STANDARD"),
            "ttl": inputs["ttl"]?.withoutDefaultsList ?? ["attributeName": "", "enabled": false],
            "writeCapacity": 0,
        ]
        if let warm = table.warmThroughput {
            outputs["warmThroughput"] = [
                "readUnitsPerSecond": .integer(warm.read), "writeUnitsPerSecond": .integer(warm.write),
            ]
        }
        return ResourceOutcome(
            id: table.name, inputs: inputs, outputs: outputs.merging(inputs.tagOutputs()) { $1 })
    }
}

extension DynamoDBTable {
    /// The attributes as a property.
    var attributeList: PropertyValue {
        .array(attributes.map { ["name": .string($0.name), "type": .string($0.type)] })
    }
}

extension TimeToLive {
    /// The setting as a property.
    var property: PropertyValue { ["attributeName": .string(attributeName), "enabled": .bool(isEnabled)] }
}
