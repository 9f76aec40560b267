internal import OrderedJSON

/// A new table.
package struct CreateTableRequest: Sendable, Equatable {
    package var name: String
    /// The partition key.
    package var hashKey: DynamoDBAttribute
    package var tags: [String: String]

    package init(name: String, hashKey: DynamoDBAttribute, tags: [String: String] = [:]) {
        self.name = name
        self.hashKey = hashKey
        self.tags = tags
    }

    var body: JSONBody {
        var attribute = JSONBody()
        attribute.set("AttributeName", hashKey.name)
        attribute.set("AttributeType", hashKey.type)
        var key = JSONBody()
        key.set("AttributeName", hashKey.name)
        key.set("KeyType", "HASH")
        var body = JSONBody()
        body.set("TableName", name)
        body.set("AttributeDefinitions", JSONValue.array([.object(attribute.object)]))
        body.set("KeySchema", JSONValue.array([.object(key.object)]))
        body.set("BillingMode", "PAY_PER_REQUEST")
        body.set("Tags", tags.isEmpty ? nil : JSONValue(tags: tags))
        return body
    }
}

/// An attribute that is part of a key.
package struct DynamoDBAttribute: Sendable, Equatable {
    package var name: String
    /// `S`, `N` or `B`.
    package var type: String

    package init(name: String, type: String) {
        self.name = name
        self.type = type
    }
}

/// When items of a table expire.
package struct TimeToLive: Sendable, Equatable {
    /// The attribute with the time, in seconds since 1970; empty when there is none.
    package var attributeName: String
    package var isEnabled: Bool

    package init(attributeName: String, isEnabled: Bool) {
        self.attributeName = attributeName
        self.isEnabled = isEnabled
    }
}

/// A table as DynamoDB describes it.
package struct DynamoDBTable: Sendable, Equatable {
    package var name: String
    package var arn: String
    /// `CREATING`, `UPDATING`, `DELETING`, `ACTIVE` and others.
    package var status: String
    package var hashKey: String
    package var attributes: [DynamoDBAttribute]
    /// `PROVISIONED` or `PAY_PER_REQUEST`.
    package var billingMode: String
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`.
    package var tableClass: String?
    package var deletionProtectionEnabled: Bool
    /// Units a second that the table can serve at once.
    package var warmThroughput: (read: Int, write: Int)? {
        guard let warmReadUnits, let warmWriteUnits else { return nil }
        return (warmReadUnits, warmWriteUnits)
    }
    private var warmReadUnits: Int?
    private var warmWriteUnits: Int?

    init(_ json: JSONValue) {
        name = json.text("TableName") ?? ""
        arn = json.text("TableArn") ?? ""
        status = json.text("TableStatus") ?? ""
        hashKey = (json["KeySchema"]?.array ?? []).first { $0.text("KeyType") == "HASH" }?.text("AttributeName") ?? ""
        attributes = (json["AttributeDefinitions"]?.array ?? []).map {
            DynamoDBAttribute(name: $0.text("AttributeName") ?? "", type: $0.text("AttributeType") ?? "")
        }
        billingMode = json["BillingModeSummary"]?.text("BillingMode") ?? "PROVISIONED"
        tableClass = json["TableClassSummary"]?.text("TableClass")
        deletionProtectionEnabled = json.bool("DeletionProtectionEnabled") ?? false
        warmReadUnits = json["WarmThroughput"]?.int("ReadUnitsPerSecond")
        warmWriteUnits = json["WarmThroughput"]?.int("WriteUnitsPerSecond")
    }
}
