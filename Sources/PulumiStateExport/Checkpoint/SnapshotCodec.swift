package import OrderedJSON
package import ProvisioningDomain

/// Translates a stack's snapshot to a deployment and back; what the snapshot did not change keeps its JSON.
package struct SnapshotCodec: Sendable {
    private let resources: ResourceCodec

    /// Makes a codec for the secrets of one stack.
    package init(_ access: SecretsAccess) {
        resources = ResourceCodec(access)
    }

    /// Reads a deployment; none gives an empty snapshot.
    ///
    /// - Throws: `ProvisioningError` for malformed members, or secrets that the key doesn't open.
    package func decode(_ deployment: JSONObject?, stack: StackReference) throws -> StackSnapshot {
        let pending = try (deployment?["pending_operations"]?.array ?? []).map { try decodePending($0) }
        return StackSnapshot(
            stack: stack, resources: try (deployment?["resources"]?.array ?? []).map { try resources.decode($0) },
            pendingOperations: pending)
    }

    private func decodePending(_ json: JSONValue) throws -> PendingOperation {
        guard let kind = PendingOperation.Kind(rawValue: json["type"]?.string ?? ""), let resource = json["resource"]
        else {
            throw ProvisioningError.malformedState("a pending operation has no known type or no resource")
        }
        return PendingOperation(resource: try resources.decode(resource), kind: kind)
    }

    /// Writes a snapshot over an earlier deployment.
    ///
    /// - Parameters:
    ///   - manifest: who writes and when.
    ///   - secretsProvider: the value of `secrets_providers`; nil leaves it out.
    /// - Throws: `ProvisioningError` when a secret can't be encrypted or a value can't be stored.
    package func encode(
        _ snapshot: StackSnapshot, over previous: JSONObject?, manifest: JSONValue, secretsProvider: JSONValue?
    ) throws -> JSONObject {
        var known = Previous(try (previous?["resources"]?.array ?? []).map { (try resources.decode($0), $0) })
        let written = try snapshot.resources.map { state -> JSONValue in
            let match = known.take(state)
            if let match, match.state == state, !PropertyCodec.holdsPlaintext(match.json) { return match.json }
            return try resources.encode(state, previous: match?.json)
        }
        var knownPending = Previous(
            try (previous?["pending_operations"]?.array ?? []).map {
                let operation = try decodePending($0)
                return (operation.resource, $0["resource"] ?? .null)
            })
        let pending = try snapshot.pendingOperations.map { operation -> JSONValue in
            let match = knownPending.take(operation.resource)
            let kind = JSONValue.string(operation.kind.rawValue)
            if let match, match.state == operation.resource { return ["resource": match.json, "type": kind] }
            let resource = try resources.encode(operation.resource, previous: match?.json)
            return ["resource": resource, "type": kind]
        }
        var deployment: JSONObject = ["manifest": manifest]
        deployment["secrets_providers"] = secretsProvider
        if !written.isEmpty { deployment["resources"] = .array(written) }
        if !pending.isEmpty { deployment["pending_operations"] = .array(pending) }
        deployment["metadata"] = [:]
        for (name, value) in previous ?? JSONObject() where deployment[name] == nil && !Self.ownMembers.contains(name) {
            deployment[name] = value
        }
        return deployment
    }

    private static let ownMembers: Set<String> = [
        "manifest", "secrets_providers", "resources", "pending_operations", "metadata",
    ]
}

/// The resources of an earlier deployment, each to be matched with at most one new state.
private struct Previous {
    typealias Entry = (state: ResourceState, json: JSONValue)
    private var entries: [URN: [Entry]] = [:]

    init(_ all: [Entry]) {
        for entry in all { entries[entry.state.urn, default: []].append(entry) }
    }

    /// The same state if it was there, else the resource of that URN and id.
    mutating func take(_ state: ResourceState) -> Entry? {
        guard var candidates = entries[state.urn],
            let index = candidates.firstIndex(where: { $0.state == state })
                ?? candidates.firstIndex(where: { $0.state.id == state.id })
        else { return nil }
        let entry = candidates.remove(at: index)
        entries[state.urn] = candidates
        return entry
    }
}
