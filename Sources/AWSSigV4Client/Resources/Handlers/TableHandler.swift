internal import ProvisioningDomain

/// `aws:dynamodb/table:Table` with a partition key, billed by request; the id is the table's name.
struct TableHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.table

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let name = try inputs.requiredText("name")
        let key = try inputs.requiredText("hashKey")
        let attributes = Self.attributes(inputs)
        guard let hashKey = attributes.first, attributes.count == 1, hashKey.name == key,
            inputs.text("billingMode") == "PAY_PER_REQUEST"
        else {
            throw ProvisioningError(
                .configuration, code: "UnsupportedTable",
                "\(schema.type) \(name): a table has one attribute, its hashKey, and billingMode PAY_PER_REQUEST in this version"
            )
        }
        let made: DynamoDBTable
        do {
            made = try await cloud.dynamoDB.createTable(
                CreateTableRequest(name: name, hashKey: hashKey, tags: try inputs.tags()))
        } catch let error as AWSServiceError where error.code == .resourceInUse {
            return try await adopt(inputs, after: error, progress: &progress)
        }
        await cloud.account.learn(from: made.arn)
        var unlimited = inputs
        unlimited["ttl"] = nil
        progress = outcome(made, unlimited)
        let table = try await active(made)
        if let wanted = Self.timeToLive(inputs), wanted.isEnabled {
            try await setTimeToLive(name, wanted)
        }
        return outcome(table, inputs)
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? { try await look(state)?.outcome }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let name = try inputs.requiredText("name")
        guard let found = try await look(ResourceOutcome(id: name, inputs: inputs, outputs: [:])) else { return nil }
        try cloud.ownership.verify(found.tags, schema.type, id: name)
        return found.outcome
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        let touched = Set(changes.map(\.property))
        let table = try await active(try await cloud.dynamoDB.describeTable(old.id))
        if touched.contains("ttl") {
            let before = try await cloud.dynamoDB.describeTimeToLive(old.id)
            let wanted =
                Self.timeToLive(inputs) ?? TimeToLive(attributeName: before.attributeName, isEnabled: false)
            if before.isEnabled, wanted.isEnabled, before.attributeName != wanted.attributeName {
                // DynamoDB takes another attribute only after the first one is given up.
                try await setTimeToLive(old.id, TimeToLive(attributeName: before.attributeName, isEnabled: false))
            }
            if before != wanted, before.isEnabled || wanted.isEnabled { try await setTimeToLive(old.id, wanted) }
            var done = old
            done.inputs["ttl"] = inputs["ttl"]
            progress = outcome(table, done.inputs)
        }
        if touched.contains("tags") {
            let tags = TagChanges(from: try old.inputs.tags(), to: try inputs.tags())
            if !tags.set.isEmpty { try await cloud.dynamoDB.tagResource(table.arn, tags: tags.set) }
            if !tags.removed.isEmpty { try await cloud.dynamoDB.untagResource(table.arn, keys: tags.removed) }
        }
        return outcome(table, inputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            try await cloud.waiter.retry(while: { $0.code == .resourceInUse }) {
                try await cloud.dynamoDB.deleteTable(state.id)
            }
            // Until it is gone, a table of its name cannot be made.
            _ = try await cloud.waiter.poll(from: "DELETING", while: { $0 == "DELETING" }) {
                try await cloud.dynamoDB.describeTable(state.id).status
            }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func active(_ first: DynamoDBTable) async throws -> DynamoDBTable {
        let table = try await cloud.waiter.poll(from: first, while: { ["CREATING", "UPDATING"].contains($0.status) }) {
            try await cloud.dynamoDB.describeTable(first.name)
        }
        guard table.status == "ACTIVE" else {
            throw AWSResourceError(
                .operation, code: "TableNotActive", resource: "\(schema.type) \(table.name)",
                "the table is \(table.status) and cannot be used", hint: "Run the command again in a minute.")
        }
        return table
    }

    private func setTimeToLive(_ name: String, _ wanted: TimeToLive) async throws {
        do {
            try await cloud.waiter.retry(while: { $0.code == .resourceInUse }) {
                try await cloud.dynamoDB.updateTimeToLive(name, wanted)
            }
        } catch let error as AWSServiceError where error.code == .validation {
            // Refused also when it is as wanted already.
            guard try await cloud.dynamoDB.describeTimeToLive(name) == wanted else { throw error }
        }
    }

    private func look(_ state: ResourceOutcome) async throws -> (outcome: ResourceOutcome, tags: [String: String])? {
        do {
            let table = try await cloud.dynamoDB.describeTable(state.id)
            guard table.status != "DELETING" else { return nil }
            await cloud.account.learn(from: table.arn)
            let timeToLive = try await cloud.dynamoDB.describeTimeToLive(state.id)
            let tags = try await cloud.dynamoDB.listTagsOfResource(table.arn)
            var actual: PropertyMap = [
                "attributes": table.attributeList, "billingMode": .string(table.billingMode),
                "hashKey": .string(table.hashKey), "name": .string(table.name), "region": .string(cloud.region),
                "tags": .texts(tags.withoutSystemTags),
            ]
            if timeToLive.isEnabled { actual["ttl"] = timeToLive.property }
            return (outcome(table, schema.inputs(actual: actual, previous: state.inputs)), tags)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    private static func attributes(_ inputs: PropertyMap) -> [DynamoDBAttribute] {
        (inputs["attributes"]?.arrayValue ?? []).map { value in
            let attribute = value.objectValue ?? [:]
            return DynamoDBAttribute(name: attribute.text("name") ?? "", type: attribute.text("type") ?? "")
        }
    }

    private static func timeToLive(_ inputs: PropertyMap) -> TimeToLive? {
        guard let ttl = inputs["ttl"]?.objectValue else { return nil }
        return TimeToLive(attributeName: ttl.text("attributeName") ?? "", isEnabled: ttl.flag("enabled"))
    }
}
