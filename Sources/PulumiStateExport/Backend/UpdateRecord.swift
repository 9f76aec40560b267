package import OrderedJSON
package import ProvisioningDomain

/// One line of `pulumi stack history` (pkg/backend/updates.go, UpdateInfo).
package struct UpdateRecord: Sendable {
    /// What was done.
    package enum Kind: String, Sendable {
        case update, preview, refresh, destroy, `import`
    }

    /// What was done.
    package var kind: Kind
    /// When it began.
    package var start: Timestamp
    /// When it ended.
    package var end: Timestamp
    /// Why.
    package var message: String
    /// Facts such as `git.head` and `exec.kind`.
    package var environment: [String: String]
    /// Configuration such as `aws:region`; no secrets.
    package var configuration: [String: String]
    /// Whether it succeeded.
    package var succeeded: Bool
    /// How many resources each kind of change touched: `create`, `update`, `same`, and so on.
    package var changes: [String: Int]

    /// Describes an update.
    package init(
        kind: Kind, start: Timestamp, end: Timestamp, message: String = "", environment: [String: String] = [:],
        configuration: [String: String] = [:], succeeded: Bool, changes: [String: Int] = [:]
    ) {
        self.kind = kind
        self.start = start
        self.end = end
        self.message = message
        self.environment = environment
        self.configuration = configuration
        self.succeeded = succeeded
        self.changes = changes
    }

    /// The record as Pulumi writes it.
    package var json: JSONValue {
        func map<Value>(_ values: [String: Value], _ transform: (Value) -> JSONValue) -> JSONValue {
            .object(JSONObject(JSONObject(values.map { (key: $0.key, value: transform($0.value)) }).sorted()))
        }
        var record: JSONObject = [
            "kind": .string(kind.rawValue), "startTime": .number(Int(start.seconds)), "message": .string(message),
            "environment": map(environment) { .string($0) }, "config": map(configuration) { .string($0) },
            "version": 0, "result": .string(succeeded ? "succeeded" : "failed"), "endTime": .number(Int(end.seconds)),
        ]
        if !changes.isEmpty { record["resourceChanges"] = map(changes) { .number($0) } }
        return .object(record)
    }
}
