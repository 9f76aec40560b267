internal import ProvisioningDomain

/// `aws:apigatewayv2/api:Api`; the id is the one that API Gateway made up, since names are not unique.
struct APIHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.api

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        if let found = try await existing(inputs, among: cloud.directory.apis) {
            return try await takeOver(try await outcome(found, previous: inputs), inputs, progress: &progress)
        }
        let api = try await cloud.gateway.createAPI(
            name: try inputs.requiredText("name"), protocolType: try inputs.requiredText("protocolType"),
            settings: settings(inputs), tags: try inputs.tags())
        cloud.made.insert(.api(api.id))
        progress = ResourceOutcome(id: api.id, inputs: inputs, outputs: outputs(api, inputs, account: ""))
        // Asked for last: by now the role has most likely told the account.
        let account = try await cloud.account.id()
        return ResourceOutcome(id: api.id, inputs: inputs, outputs: outputs(api, inputs, account: account))
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? {
        do {
            return try await outcome(try await cloud.gateway.getAPI(state.id), previous: state.inputs)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }

    /// Looks for an API of that name with our tags; others of the same name are none of our business.
    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        guard let found = try await existing(inputs, among: cloud.gateway.getAPIs) else { return nil }
        return try await outcome(found, previous: inputs)
    }

    /// An API of another protocol is one that is being replaced.
    private func existing(
        _ inputs: PropertyMap, among list: () async throws -> [GatewayAPI]
    ) async throws -> GatewayAPI? {
        let name = try inputs.requiredText("name")
        let protocolType = try inputs.requiredText("protocolType")
        guard !cloud.ownership.tags.isEmpty else { return nil }
        return try await list().first {
            $0.name == name && $0.protocolType == protocolType && cloud.ownership.owns($0.tags)
        }
    }

    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        var done = old
        let touched = Set(changes.map(\.property))
        let account = try await account(old)
        if touched.contains("corsConfiguration"), inputs["corsConfiguration"] == nil {
            try await cloud.gateway.deleteCORSConfiguration(old.id)
            done.inputs["corsConfiguration"] = nil
            done.outputs["corsConfiguration"] = nil
            progress = done
        }
        var settings = settings(inputs, only: touched)
        if let before = old.inputs["corsConfiguration"]?.objectValue.map(CORSConfiguration.init) {
            settings.cors = settings.cors?.clearing(before)
        }
        let name = touched.contains("name") ? try inputs.requiredText("name") : nil
        if settings != APISettings() || name != nil {
            let api = try await cloud.gateway.updateAPI(old.id, name: name, settings: settings)
            for property in touched where property != "tags" { done.inputs[property] = inputs[property] }
            done.outputs = outputs(api, done.inputs, account: account)
            progress = done
        }
        if touched.contains("tags") {
            try await cloud.updateGatewayTags(arn(old.id), old.inputs, inputs)
        }
        if changes.isEmpty, old.outputs.text("executionArn")?.contains(account) != true,
            let now = try await read(ResourceOutcome(id: old.id, inputs: inputs, outputs: old.outputs))
        {
            done.outputs = now.outputs
        }
        done.outputs["tags"] = nil
        return ResourceOutcome(id: old.id, inputs: inputs, outputs: done.outputs.merging(inputs.tagOutputs()) { $1 })
    }

    func delete(_ state: ResourceOutcome) async throws {
        do {
            try await cloud.gateway.deleteAPI(state.id)
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    private func account(_ state: ResourceOutcome) async throws -> String {
        if let known = state.outputs.text("executionArn").flatMap(AWSAccount.account(of:)) { return known }
        return try await cloud.account.id()
    }

    private func outcome(_ api: GatewayAPI, previous: PropertyMap) async throws -> ResourceOutcome {
        var actual: PropertyMap = [
            "apiKeySelectionExpression": .string(
                api.settings.apiKeySelectionExpression ?? Self.keySelection),
            "description": .text(api.settings.description),
            "disableExecuteApiEndpoint": .bool(api.settings.disableExecuteAPIEndpoint ?? false),
            "ipAddressType": .string(api.settings.ipAddressType ?? "ipv4"),
            "name": .string(api.name),
            "protocolType": .string(api.protocolType),
            "region": .string(cloud.region),
            "routeSelectionExpression": .string(api.settings.routeSelectionExpression ?? Self.routeSelection),
            "tags": .texts(api.tags.withoutSystemTags),
            "version": .text(api.settings.version),
        ]
        if let cors = api.settings.cors?.properties, !cors.isEmpty { actual["corsConfiguration"] = .object(cors) }
        let inputs = schema.inputs(actual: actual, previous: previous)
        return ResourceOutcome(
            id: api.id, inputs: inputs, outputs: outputs(api, inputs, account: try await cloud.account.id()))
    }

    private func arn(_ id: String) -> String {
        "arn:\(cloud.partition.name):apigateway:\(cloud.region)::/apis/\(id)"
    }

    private static let keySelection = "$request.header.x-api-key"
    private static let routeSelection = "$request.method $request.path"

    /// The settings of a create or an update; values that API Gateway takes by itself are left out of a create.
    private func settings(_ inputs: PropertyMap, only: Set<String>? = nil) -> APISettings {
        func wanted(_ name: String, byDefault value: String = "") -> Bool {
            only?.contains(name) ?? (inputs.text(name).map { $0 != value } ?? false)
        }
        var settings = APISettings()
        if wanted("description") { settings.description = inputs.text("description") ?? "" }
        if wanted("version") { settings.version = inputs.text("version") ?? "" }
        if wanted("apiKeySelectionExpression", byDefault: Self.keySelection) {
            settings.apiKeySelectionExpression = inputs.text("apiKeySelectionExpression")
        }
        if wanted("routeSelectionExpression", byDefault: Self.routeSelection) {
            settings.routeSelectionExpression = inputs.text("routeSelectionExpression")
        }
        if wanted("ipAddressType") { settings.ipAddressType = inputs.text("ipAddressType") }
        if only?.contains("disableExecuteApiEndpoint") ?? inputs.flag("disableExecuteApiEndpoint") {
            settings.disableExecuteAPIEndpoint = inputs.flag("disableExecuteApiEndpoint")
        }
        if only?.contains("corsConfiguration") ?? true {
            settings.cors = inputs["corsConfiguration"]?.objectValue.map(CORSConfiguration.init)
        }
        return settings
    }

    private func outputs(_ api: GatewayAPI, _ inputs: PropertyMap, account: String) -> PropertyMap {
        var outputs: PropertyMap = [
            "apiEndpoint": .string(api.endpoint),
            "apiKeySelectionExpression": .string(
                api.settings.apiKeySelectionExpression ?? inputs.text("apiKeySelectionExpression")
                    ?? Self.keySelection),
            "arn": .string(arn(api.id)),
            "description": .text(api.settings.description ?? inputs.text("description")),
            "disableExecuteApiEndpoint": .bool(
                api.settings.disableExecuteAPIEndpoint ?? inputs.flag("disableExecuteApiEndpoint")),
            "executionArn": .string(
                "arn:\(cloud.partition.name):execute-api:\(cloud.region):\(account):\(api.id)"),
            "id": .string(api.id),
            "ipAddressType": .string(api.settings.ipAddressType ?? inputs.text("ipAddressType") ?? "ipv4"),
            "name": .string(api.name),
            "protocolType": .string(api.protocolType),
            "region": .string(inputs.text("region") ?? cloud.region),
            "routeSelectionExpression": .string(
                inputs.text("routeSelectionExpression") ?? api.settings.routeSelectionExpression
                    ?? Self.routeSelection),
            "version": .text(api.settings.version ?? inputs.text("version")),
        ]
        outputs["corsConfiguration"] = inputs["corsConfiguration"]?.withoutDefaultsList
        return outputs.merging(inputs.tagOutputs()) { $1 }
    }
}

extension CORSConfiguration {
    /// The rules of an input.
    init(_ properties: PropertyMap) {
        func list(_ name: String) -> [String]? { properties[name]?.arrayValue?.compactMap(\.stringValue) }
        self.init(
            allowCredentials: properties["allowCredentials"]?.boolValue, allowHeaders: list("allowHeaders"),
            allowMethods: list("allowMethods"), allowOrigins: list("allowOrigins"),
            exposeHeaders: list("exposeHeaders"), maxAge: properties["maxAge"]?.intValue)
    }

    /// The rules with empty values for those of `old` that are absent here, so that nothing of the old ones stays.
    func clearing(_ old: CORSConfiguration) -> CORSConfiguration {
        var rules = self
        rules.allowCredentials = allowCredentials ?? old.allowCredentials.map { _ in false }
        rules.allowHeaders = allowHeaders ?? old.allowHeaders.map { _ in [] }
        rules.allowMethods = allowMethods ?? old.allowMethods.map { _ in [] }
        rules.allowOrigins = allowOrigins ?? old.allowOrigins.map { _ in [] }
        rules.exposeHeaders = exposeHeaders ?? old.exposeHeaders.map { _ in [] }
        rules.maxAge = maxAge ?? old.maxAge.map { _ in 0 }
        return rules
    }

    /// The rules as an input; what is empty is left out.
    var properties: PropertyMap {
        var map: PropertyMap = [:]
        func add(_ name: String, _ values: [String]?) {
            if let values, !values.isEmpty { map[name] = .array(values.map { .string($0) }) }
        }
        add("allowHeaders", allowHeaders)
        add("allowMethods", allowMethods)
        add("allowOrigins", allowOrigins)
        add("exposeHeaders", exposeHeaders)
        if allowCredentials == true { map["allowCredentials"] = true }
        if let maxAge, maxAge != 0 { map["maxAge"] = .integer(maxAge) }
        return map
    }
}

extension AWSResourceContext {
    /// Brings the tags of an API or a stage to the wanted ones.
    func updateGatewayTags(_ arn: String, _ old: PropertyMap, _ new: PropertyMap) async throws {
        let tags = TagChanges(from: try old.tags(), to: try new.tags())
        if !tags.set.isEmpty { try await gateway.tagResource(arn, tags: tags.set) }
        if !tags.removed.isEmpty { try await gateway.untagResource(arn, keys: tags.removed) }
    }
}
