internal import OrderedJSON

extension LambdaClient {
    /// `CreateAlias`: not idempotent, a second one says `ResourceConflictException`.
    package func createAlias(
        _ function: String, name: String, version: String, description: String? = nil,
        routing: [String: Double]? = nil
    ) async throws -> LambdaAlias {
        var body = JSONBody()
        body.set("Name", name)
        write(version, description, routing, into: &body)
        return LambdaAlias(
            try await call(
                "CreateAlias", "POST", "/2015-03-31/functions/\(function)/aliases", body: body.bytes,
                isIdempotent: false))
    }

    /// `GetAlias`.
    package func getAlias(_ function: String, name: String) async throws -> LambdaAlias {
        LambdaAlias(
            try await call(
                "GetAlias", "GET", "/2015-03-31/functions/\(function)/aliases/\(name)", isIdempotent: true))
    }

    /// `UpdateAlias`; absent values stay as they are.
    ///
    /// - Parameters:
    ///   - routing: Shares 0…1 of further versions; an empty map ends the sharing.
    ///   - revisionID: The update is refused with `PreconditionFailedException` when the alias has another one.
    package func updateAlias(
        _ function: String, name: String, version: String? = nil, description: String? = nil,
        routing: [String: Double]? = nil, revisionID: String? = nil
    ) async throws -> LambdaAlias {
        var body = JSONBody()
        write(version, description, routing, into: &body)
        body.set("RevisionId", revisionID)
        return LambdaAlias(
            try await call(
                "UpdateAlias", "PUT", "/2015-03-31/functions/\(function)/aliases/\(name)", body: body.bytes,
                isIdempotent: revisionID == nil))
    }

    /// `DeleteAlias`.
    package func deleteAlias(_ function: String, name: String) async throws {
        try await call(
            "DeleteAlias", "DELETE", "/2015-03-31/functions/\(function)/aliases/\(name)", isIdempotent: true)
    }

    private func write(
        _ version: String?, _ description: String?, _ routing: [String: Double]?, into body: inout JSONBody
    ) {
        body.set("FunctionVersion", version)
        body.set("Description", description)
        guard let routing else { return }
        let weights = routing.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.number($0.value)) }
        body.set("RoutingConfig", JSONValue.object(["AdditionalVersionWeights": .object(JSONObject(weights))]))
    }
}

/// A name for a version of a function.
package struct LambdaAlias: Sendable, Equatable {
    package var arn: String
    package var name: String
    package var version: String
    package var description: String?
    /// Shares 0…1 of further versions.
    package var routing: [String: Double]
    /// Changes with each change of the alias.
    package var revisionID: String?

    init(_ json: JSONValue) {
        arn = json.text("AliasArn") ?? ""
        name = json.text("Name") ?? ""
        version = json.text("FunctionVersion") ?? ""
        description = json.text("Description")
        let weights = json["RoutingConfig"]?["AdditionalVersionWeights"]?.object ?? JSONObject()
        routing = weights.reduce(into: [:]) { $0[$1.key] = $1.value.double }
        revisionID = json.text("RevisionId")
    }
}
