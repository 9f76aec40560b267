package import OrderedJSON
package import ProvisioningDomain

/// Translates resources to the JSON of a checkpoint and back (sdk/go/common/apitype/core.go, ResourceV3).
package struct ResourceCodec: Sendable {
    private let properties: PropertyCodec

    /// Makes a codec for the secrets of one stack.
    package init(_ access: SecretsAccess) {
        properties = PropertyCodec(access)
    }

    /// The members in the order in which Pulumi writes them.
    package static let memberOrder = [
        "urn", "custom", "delete", "id", "type", "inputs", "outputs", "parent", "protect", "taint", "external",
        "dependencies", "initErrors", "provider", "propertyDependencies", "pendingReplacement",
        "additionalSecretOutputs", "aliases", "customTimeouts", "importID", "retainOnDelete", "deletedWith",
        "replaceWith", "created", "modified", "sourcePosition", "stackTrace", "ignoreChanges", "hideDiff",
        "replaceOnChanges", "replacementTrigger", "refreshBeforeUpdate", "viewOf", "resourceHooks", "extensionRef",
        "snippetID",
    ]

    /// The members that the domain's state holds; the others are taken over from the previous JSON.
    private static let ownMembers: Set<String> = [
        "urn", "custom", "delete", "id", "type", "inputs", "outputs", "parent", "protect", "dependencies", "initErrors",
        "provider", "propertyDependencies", "created", "modified", "pendingReplacement", "external", "retainOnDelete",
    ]

    // MARK: Reading

    /// Reads a resource.
    ///
    /// - Throws: `ProvisioningError` for a missing or malformed member, or a secret that the key doesn't open.
    package func decode(_ json: JSONValue) throws -> ResourceState {
        let text = json["urn"]?.string ?? ""
        guard let urn = URN(text) else { throw ProvisioningError.malformedState("\"\(text)\" is no URN") }
        guard let type = json["type"]?.string, !type.isEmpty else {
            throw ProvisioningError.malformedState("\(text) has no type")
        }
        var propertyDependencies: [String: [URN]] = [:]
        for (name, value) in json["propertyDependencies"]?.object ?? JSONObject() {
            propertyDependencies[name] = try urns(value, of: text)
        }
        do {
            return ResourceState(
                urn: urn, custom: json["custom"]?.bool ?? false,
                id: json["id"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                type: ResourceType(type), inputs: try properties.decodeMap(json["inputs"]),
                outputs: try properties.decodeMap(json["outputs"]),
                parent: json["parent"]?.string.flatMap { URN($0) },
                dependencies: try urns(json["dependencies"], of: text),
                propertyDependencies: propertyDependencies,
                provider: json["provider"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                protect: json["protect"]?.bool ?? false, delete: json["delete"]?.bool ?? false,
                pendingReplacement: json["pendingReplacement"]?.bool ?? false,
                external: json["external"]?.bool ?? false, retainOnDelete: json["retainOnDelete"]?.bool ?? false,
                initErrors: (json["initErrors"]?.array ?? []).compactMap(\.string),
                created: json["created"]?.string.flatMap { Timestamp($0) },
                modified: json["modified"]?.string.flatMap { Timestamp($0) })
        } catch let error as ProvisioningError where error.code != "MalformedState" {
            throw ProvisioningError(error.category, code: error.code, "\(urn): \(error.message)", hint: error.hint)
        }
    }

    private func urns(_ json: JSONValue?, of owner: String) throws -> [URN] {
        try (json?.array ?? []).map {
            guard let urn = $0.string.flatMap({ URN($0) }) else {
                throw ProvisioningError.malformedState("\(owner) depends on something that is no URN")
            }
            return urn
        }
    }

    // MARK: Writing

    /// Writes a resource.
    ///
    /// - Parameter previous: its JSON before we changed it: unknown members, ciphertexts and parts that mean the same are taken
    ///   over; the Terraform bridge's raw state delta is not, because it no longer fits.
    /// - Throws: `ProvisioningError` when a secret can't be encrypted or a value can't be stored.
    package func encode(_ state: ResourceState, previous: JSONValue? = nil) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (name, value) in previous?.object ?? JSONObject() where !Self.ownMembers.contains(name) {
            members[name] = value
        }
        members["urn"] = .string(state.urn.text)
        members["custom"] = .bool(state.custom)
        if state.delete { members["delete"] = true }
        if let id = state.id, !id.isEmpty { members["id"] = .string(id) }
        members["type"] = .string(state.type.token)
        if !state.inputs.isEmpty {
            members["inputs"] = .object(try properties.encode(state.inputs, previous: previous?["inputs"]))
        }
        var outputs = state.outputs
        outputs[PropertySignature.rawStateDelta] = nil
        if !outputs.isEmpty {
            members["outputs"] = .object(try properties.encode(outputs, previous: previous?["outputs"]))
        }
        if let parent = state.parent { members["parent"] = .string(parent.text) }
        if state.protect { members["protect"] = true }
        if !state.dependencies.isEmpty { members["dependencies"] = Self.list(state.dependencies) }
        if !state.initErrors.isEmpty { members["initErrors"] = .array(state.initErrors.map { .string($0) }) }
        if let provider = state.provider { members["provider"] = .string(provider) }
        if !state.propertyDependencies.isEmpty {
            let sorted = JSONObject(state.propertyDependencies.map { (key: $0.key, value: Self.list($0.value)) })
                .sorted()
            members["propertyDependencies"] = .object(JSONObject(sorted))
        }
        if state.external { members["external"] = true }
        if state.retainOnDelete { members["retainOnDelete"] = true }
        if state.pendingReplacement { members["pendingReplacement"] = true }
        if let created = state.created { members["created"] = .string("\(created)") }
        if let modified = state.modified { members["modified"] = .string("\(modified)") }
        var object = JSONObject()
        for name in Self.memberOrder { object[name] = members[name] }
        for name in previous?.object?.keys ?? [] where object[name] == nil { object[name] = members[name] }
        return .object(object)
    }

    private static func list(_ urns: [URN]) -> JSONValue { .array(urns.map { .string($0.text) }) }
}
