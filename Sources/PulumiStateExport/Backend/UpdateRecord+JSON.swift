internal import OrderedJSON
internal import ProvisioningDomain

extension UpdateRecord {
    /// The record as `pulumi stack history` reads it (pkg/backend/updates.go, UpdateInfo).
    ///
    /// - Parameter configuration: the stack's configuration, such as `aws:region`; secrets as `{"secure": ciphertext}`.
    func json(configuration: [String: JSONValue]) -> JSONValue {
        var record: JSONObject = [
            "kind": .string(kind.rawValue), "startTime": .number(Int(startedAt.seconds)), "message": .string(message),
            "environment": ["exec.agent": "semantest-provision"], "config": Self.sorted(configuration), "version": 0,
            "result": .string(succeeded ? "succeeded" : "failed"), "endTime": .number(Int(endedAt.seconds)),
        ]
        if !resourceChanges.isEmpty {
            record["resourceChanges"] = Self.sorted(resourceChanges.mapValues { .number($0) })
        }
        return .object(record)
    }

    private static func sorted(_ map: [String: JSONValue]) -> JSONValue {
        .object(JSONObject(JSONObject(map.map { (key: $0.key, value: $0.value) }).sorted()))
    }
}
