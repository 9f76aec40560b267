internal import ProvisioningDomain

/// `aws:lambda/alias:Alias`; the id is the alias's ARN.
///
/// It belongs to its function.
struct AliasHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.alias

    func container(_ inputs: PropertyMap) -> MadeResources.Container? {
        inputs.text("functionName").map { .function($0) }
    }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let (function, name) = try Self.names(inputs)
        let version = try inputs.requiredText("functionVersion")
        do {
            let alias = try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
                try await cloud.lambda.createAlias(
                    function, name: name, version: version, description: inputs.text("description"))
            }
            return outcome(alias, inputs)
        } catch let error as AWSServiceError where error.code == .resourceConflict {
            return try await adopt(inputs, after: error, progress: &progress)
        }
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        let properties = state.inputs.text("name") == nil ? state.outputs : state.inputs
        let (function, name) = try Self.names(properties)
        do {
            let alias = try await cloud.lambda.getAlias(function, name: name)
            let actual: PropertyMap = [
                "description": .text(alias.description), "functionVersion": .string(alias.version),
                "name": .string(alias.name), "region": .string(cloud.region),
            ]
            return outcome(alias, schema.inputs(actual: actual, previous: state.inputs))
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        try await read(ResourceOutcome(id: "", inputs: inputs, outputs: [:]))
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        guard !changes.isEmpty else { return ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs) }
        let (function, name) = try Self.names(inputs)
        let touched = Set(changes.map(\.property))
        let version = try inputs.requiredText("functionVersion")
        let alias = try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
            try await cloud.lambda.updateAlias(
                function, name: name, version: version,
                description: touched.contains("description") ? inputs.text("description") ?? "" : nil)
        }
        return outcome(alias, inputs)
    }

    func delete(_ state: ResourceOutcome) async throws {
        let (function, name) = try Self.names(state.inputs.text("name") == nil ? state.outputs : state.inputs)
        do {
            try await cloud.lambda.deleteAlias(function, name: name)
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private static func names(_ properties: PropertyMap) throws -> (function: String, name: String) {
        (try properties.requiredText("functionName"), try properties.requiredText("name"))
    }

    private func outcome(_ alias: LambdaAlias, _ inputs: PropertyMap) -> ResourceOutcome {
        let gateway = "arn:\(cloud.partition.name):apigateway:\(cloud.region):lambda:path"
        return ResourceOutcome(
            id: alias.arn, inputs: inputs,
            outputs: [
                "arn": .string(alias.arn),
                "description": .text(alias.description ?? inputs.text("description")),
                "functionName": inputs["functionName"] ?? "",
                "functionVersion": .string(alias.version),
                "id": .string(alias.arn),
                "invokeArn": .string("\(gateway)/2015-03-31/functions/\(alias.arn)/invocations"),
                "name": .string(alias.name),
                "region": .string(inputs.text("region") ?? cloud.region),
            ])
    }
}
