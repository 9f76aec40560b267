import OrderedJSON
import ProvisioningDomain

/// The JSON of a deployment's record; pure.
enum DeploymentRecord {
    static let version = 1

    static func encode(_ deployment: Deployment) -> [UInt8] {
        let changes = deployment.changes.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.number($0.value)) }
        let outputs = deployment.outputs.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        var record: JSONValue = [
            "version": .number(version),
            "id": .string("\(deployment.id)"),
            "project": .string(deployment.stack.project),
            "stack": .string(deployment.stack.stack),
            "component": .string(deployment.component),
            "provider": .string(deployment.provider.rawValue),
            "environment": .string("\(deployment.environment)"),
            "actor": .string(deployment.actor),
            "reason": optional(deployment.reason),
            "requestedAt": .string("\(deployment.requestedAt)"),
            "artifact": optional(deployment.artifact),
            "status": .string(deployment.status.rawValue),
            "endedAt": optional(deployment.endedAt?.description),
            "failure": optional(deployment.failure),
            "changes": .object(JSONObject(changes)),
            "outputs": .object(JSONObject(outputs)),
        ]
        if deployment.isUnproven { record["unproven"] = true }
        return record.serialized(.indented) + [0x0A]
    }

    /// - Throws: `ProvisioningError` that names the key and what is wrong.
    static func decode(_ bytes: [UInt8], key: String) throws -> Deployment {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw malformed(key, "\(error)")
        }
        guard json["version"]?.int == version else { throw malformed(key, "its version is not \(version)") }
        func text(_ name: String) throws -> String {
            guard let text = json[name]?.string else { throw malformed(key, "\"\(name)\" is no text") }
            return text
        }
        guard let provider = CloudProvider(rawValue: try text("provider")) else {
            throw malformed(key, "\"provider\" is no cloud")
        }
        guard let status = DeploymentStatus(rawValue: try text("status")) else {
            throw malformed(key, "\"status\" is none")
        }
        guard let requestedAt = Timestamp(try text("requestedAt")) else {
            throw malformed(key, "\"requestedAt\" is no time")
        }
        var changes: [String: Int] = [:]
        for (name, value) in json["changes"]?.object ?? JSONObject() { changes[name] = value.int }
        var outputs: [String: String] = [:]
        for (name, value) in json["outputs"]?.object ?? JSONObject() { outputs[name] = value.string }
        do {
            return Deployment(
                id: try DeploymentID(try text("id")),
                stack: StackReference(project: try text("project"), stack: try text("stack")),
                component: try text("component"), provider: provider,
                environment: try EnvironmentName(try text("environment")), actor: try text("actor"),
                reason: json["reason"]?.string, requestedAt: requestedAt, artifact: json["artifact"]?.string,
                status: status, endedAt: json["endedAt"]?.string.flatMap { Timestamp($0) },
                failure: json["failure"]?.string, isUnproven: json["unproven"]?.bool ?? false, changes: changes,
                outputs: outputs)
        } catch let error as InvalidValue {
            throw malformed(key, error.description)
        }
    }

    private static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private static func malformed(_ key: String, _ what: String) -> ProvisioningError {
        ProvisioningError(
            .operation, code: "MalformedRecord", "the deployment record \(key) cannot be read: \(what)",
            hint: "Restore the file from a backup, or move it away to go on without it.")
    }
}
