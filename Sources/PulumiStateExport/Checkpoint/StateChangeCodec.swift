internal import OrderedJSON
internal import ProvisioningDomain

/// Translates the records of a journal; secrets are ciphertext of the stack.
struct StateChangeCodec: Sendable {
    private let resources: ResourceCodec

    init(_ access: SecretsAccess) { resources = ResourceCodec(access) }

    func encode(_ change: StateChange) throws -> JSONValue {
        switch change {
        case .begun(let operation):
            return [
                "change": "begun", "type": .string(operation.kind.rawValue),
                "resource": try resources.encode(operation.resource),
            ]
        case .ended(let key):
            var object: JSONObject = [
                "change": "ended", "type": .string(key.kind.rawValue), "urn": .string(key.urn.text),
            ]
            object["id"] = key.id.map { .string($0) }
            return .object(object)
        case .put(let state, let keepsOld):
            var object: JSONObject = ["change": "put", "resource": try resources.encode(state)]
            if keepsOld { object["keepsOld"] = true }
            return .object(object)
        case .removed(let key): return Self.encode("removed", key)
        case .vacated(let key): return Self.encode("vacated", key)
        }
    }

    private static func encode(_ name: String, _ key: ResourceState.Key) -> JSONValue {
        var object: JSONObject = ["change": .string(name), "urn": .string(key.urn.text)]
        object["id"] = key.id.map { .string($0) }
        if key.delete { object["delete"] = true }
        return .object(object)
    }

    /// - Throws: `ProvisioningError` for a malformed record, or a secret that the key doesn't open.
    func decode(_ json: JSONValue) throws -> StateChange {
        switch json["change"]?.string {
        case "begun": return .begun(PendingOperation(resource: try resource(json), kind: try kind(json)))
        case "ended":
            return .ended(PendingOperation.Key(kind: try kind(json), urn: try urn(json), id: json["id"]?.string))
        case "put": return .put(try resource(json), keepsOld: json["keepsOld"]?.bool ?? false)
        case "removed": return .removed(try key(json))
        case "vacated": return .vacated(try key(json))
        default: throw ProvisioningError.malformedState("a record of the journal has no known kind")
        }
    }

    private func resource(_ json: JSONValue) throws -> ResourceState { try resources.decode(json["resource"] ?? .null) }

    private func kind(_ json: JSONValue) throws -> PendingOperation.Kind {
        guard let kind = PendingOperation.Kind(rawValue: json["type"]?.string ?? "") else {
            throw ProvisioningError.malformedState("a record of the journal has no known type")
        }
        return kind
    }

    private func urn(_ json: JSONValue) throws -> URN {
        guard let urn = URN(json["urn"]?.string ?? "") else {
            throw ProvisioningError.malformedState("a record of the journal has no URN")
        }
        return urn
    }

    private func key(_ json: JSONValue) throws -> ResourceState.Key {
        ResourceState.Key(urn: try urn(json), id: json["id"]?.string, delete: json["delete"]?.bool ?? false)
    }
}
