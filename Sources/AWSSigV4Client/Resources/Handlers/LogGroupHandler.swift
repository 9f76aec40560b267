internal import ProvisioningDomain

/// `aws:cloudwatch/logGroup:LogGroup`; the id is the group's name.
struct LogGroupHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.logGroup

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let name = try inputs.requiredText("name")
        do {
            try await cloud.logs.createLogGroup(
                name, tags: try inputs.tags(), kmsKeyID: inputs.text("kmsKeyId"),
                logGroupClass: inputs.text("logGroupClass"))
        } catch let error as AWSServiceError where error.isAlreadyExists {
            return try await adopt(inputs, after: error, progress: &progress)
        }
        var unlimited = inputs
        unlimited["retentionInDays"] = nil
        progress = ResourceOutcome(id: name, inputs: unlimited, outputs: outputs(name, arn: nil, unlimited))
        if let days = inputs.integer("retentionInDays"), days > 0 {
            try await retrying { try await cloud.logs.putRetentionPolicy(name, days: days) }
        }
        progress?.inputs = inputs
        // Asked for last: by now the role has most likely told the account.
        let account = try await cloud.account.id()
        let arn = "arn:\(cloud.partition.name):logs:\(cloud.region):\(account):log-group:\(name)"
        return ResourceOutcome(id: name, inputs: inputs, outputs: outputs(name, arn: arn, inputs))
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
        var done = old
        if touched.contains("retentionInDays") {
            if let days = inputs.integer("retentionInDays"), days > 0 {
                try await retrying { try await cloud.logs.putRetentionPolicy(old.id, days: days) }
            } else {
                try await retrying { try await cloud.logs.deleteRetentionPolicy(old.id) }
            }
            done.inputs["retentionInDays"] = inputs["retentionInDays"]
            done.outputs["retentionInDays"] = inputs["retentionInDays"] ?? 0
            progress = done
        }
        if touched.contains("kmsKeyId") {
            if let key = inputs.text("kmsKeyId"), !key.isEmpty {
                try await retrying { try await cloud.logs.associateKMSKey(old.id, keyID: key) }
            } else {
                try await retrying { try await cloud.logs.disassociateKMSKey(old.id) }
            }
            done.inputs["kmsKeyId"] = inputs["kmsKeyId"]
            done.outputs["kmsKeyId"] = .text(inputs.text("kmsKeyId"))
            progress = done
        }
        var arn = old.outputs.text("arn") ?? ""
        if arn.isEmpty {
            let account = try await cloud.account.id()
            arn = "arn:\(cloud.partition.name):logs:\(cloud.region):\(account):log-group:\(old.id)"
        }
        if touched.contains("tags") {
            let tags = TagChanges(from: try old.inputs.tags(), to: try inputs.tags())
            if !tags.set.isEmpty { try await cloud.logs.tagResource(arn, tags: tags.set) }
            if !tags.removed.isEmpty { try await cloud.logs.untagResource(arn, keys: tags.removed) }
        }
        return ResourceOutcome(id: old.id, inputs: inputs, outputs: outputs(old.id, arn: arn, inputs))
    }

    func delete(_ state: ResourceOutcome) async throws {
        if state.inputs.flag("skipDestroy") { return }
        try await remove(state.id)
        // Lambda writes the last lines of a function late and makes its log group anew for them.
        guard state.id.hasPrefix("/aws/lambda/"),
            try await cloud.logs.describeLogGroups(prefix: state.id).contains(where: { $0.name == state.id })
        else { return }
        try await remove(state.id)
    }

    private func remove(_ name: String) async throws {
        do {
            try await retrying { try await cloud.logs.deleteLogGroup(name) }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func retrying(_ operation: () async throws -> Void) async throws {
        try await cloud.waiter.retry(while: { $0.code == .operationAborted }, operation)
    }

    private func look(_ state: ResourceOutcome) async throws -> (outcome: ResourceOutcome, tags: [String: String])? {
        guard let group = try await cloud.logs.describeLogGroups(prefix: state.id).first(where: { $0.name == state.id })
        else { return nil }
        await cloud.account.learn(from: group.arn)
        let tags = try await cloud.logs.listTagsForResource(group.arn)
        let actual: PropertyMap = [
            "kmsKeyId": .text(group.kmsKeyID), "logGroupClass": .string(group.logGroupClass ?? "STANDARD"),
            "name": .string(group.name), "retentionInDays": .integer(group.retentionInDays ?? 0),
            "region": .string(cloud.region), "tags": .texts(tags.withoutSystemTags),
        ]
        let inputs = schema.inputs(actual: actual, previous: state.inputs)
        var outputs = outputs(group.name, arn: group.arn, inputs)
        outputs["logGroupClass"] = actual["logGroupClass"]
        return (ResourceOutcome(id: state.id, inputs: inputs, outputs: outputs), tags)
    }

    private func outputs(_ name: String, arn: String?, _ inputs: PropertyMap) -> PropertyMap {
        let outputs: PropertyMap = [
            "arn": .text(arn),
            "deletionProtectionEnabled": false,
            "id": .string(name),
            "kmsKeyId": .text(inputs.text("kmsKeyId")),
            "logGroupClass": .string(inputs.text("logGroupClass") ?? "STANDARD"),
            "name": .string(name),
            "namePrefix": "",
            "region": .string(inputs.text("region") ?? cloud.region),
            "retentionInDays": inputs["retentionInDays"] ?? 0,
            "skipDestroy": .bool(inputs.flag("skipDestroy")),
        ]
        return outputs.merging(inputs.tagOutputs()) { $1 }
    }
}
