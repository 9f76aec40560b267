internal import ProvisioningDomain

/// `aws:lambda/permission:Permission`; the id is the statement's id.
///
/// It belongs to its function; every change replaces it.
struct PermissionHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.permission

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { inputs.text("function").map { .function($0) } }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let statement = try Self.statement(inputs)
        do {
            return try await add(statement, inputs)
        } catch let error as AWSServiceError where error.code == .resourceConflict && !error.isFunctionBusyForPolicy {
            return try await adopt(inputs, after: error, progress: &progress)
        }
    }

    /// A statement cannot be changed: one that differs is removed first.
    func takeOver(
        _ found: ResourceOutcome, _ inputs: PropertyMap, progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        if schema.changes(from: found, to: inputs).isEmpty {
            return ResourceOutcome(id: found.id, inputs: inputs, outputs: found.outputs)
        }
        try await delete(found)
        return try await add(try Self.statement(inputs), inputs)
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        let function = try (state.inputs["function"] == nil ? state.outputs : state.inputs).requiredText("function")
        let qualifier = state.inputs.text("qualifier") ?? state.outputs.text("qualifier")
        do {
            let policy = try await cloud.lambda.getPolicy(
                function, qualifier: qualifier.flatMap { $0.isEmpty ? nil : $0 })
            guard let statement = try LambdaPolicyStatement.find(state.id, in: policy) else { return nil }
            let inputs = schema.inputs(
                actual: statement.inputs(id: state.id, region: cloud.region), previous: state.inputs)
            return outcome(state.id, inputs)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        try await read(
            ResourceOutcome(id: try inputs.requiredText("statementId"), inputs: inputs, outputs: [:]))
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        let properties = state.inputs["function"] == nil ? state.outputs : state.inputs
        let function = try properties.requiredText("function")
        let qualifier = properties.text("qualifier")
        do {
            try await retrying {
                try await cloud.lambda.removePermission(
                    function, statementID: state.id, qualifier: qualifier.flatMap { $0.isEmpty ? nil : $0 })
            }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func add(_ statement: LambdaPermission, _ inputs: PropertyMap) async throws -> ResourceOutcome {
        let function = try inputs.requiredText("function")
        // A function and an alias that were made just now are not known everywhere at once.
        let isNew = cloud.made.contains(.function(function))
        try await cloud.waiter.brief.retry(while: { isNew && $0.isNotFound }) {
            try await retrying { _ = try await cloud.lambda.addPermission(function, statement) }
        }
        return outcome(statement.statementID, inputs)
    }

    /// Tries again while another change of the policy is under way.
    private func retrying(_ operation: () async throws -> Void) async throws {
        try await cloud.waiter.retry(
            while: { $0.isFunctionBusyForPolicy || $0.isPreconditionFailed }, operation)
    }

    private static func statement(_ inputs: PropertyMap) throws(ProvisioningError) -> LambdaPermission {
        LambdaPermission(
            statementID: try inputs.requiredText("statementId"), action: try inputs.requiredText("action"),
            principal: try inputs.requiredText("principal"), sourceARN: inputs.text("sourceArn"),
            sourceAccount: inputs.text("sourceAccount"), qualifier: inputs.text("qualifier"))
    }

    private func outcome(_ id: String, _ inputs: PropertyMap) -> ResourceOutcome {
        ResourceOutcome(
            id: id, inputs: inputs,
            outputs: [
                "action": inputs["action"] ?? "",
                "eventSourceToken": "",
                "function": inputs["function"] ?? "",
                "functionUrlAuthType": "",
                "id": .string(id),
                "principal": inputs["principal"] ?? "",
                "principalOrgId": "",
                "qualifier": inputs["qualifier"] ?? "",
                "region": .string(inputs.text("region") ?? cloud.region),
                "sourceAccount": inputs["sourceAccount"] ?? "",
                "sourceArn": inputs["sourceArn"] ?? "",
                "statementId": .string(id),
                "statementIdPrefix": "",
            ])
    }
}

extension AWSServiceError {
    /// Another change of the function is under way, not a statement of the same id.
    var isFunctionBusyForPolicy: Bool {
        code == .resourceConflict && !message.contains("already exists") && !message.contains("statement id")
    }
}
