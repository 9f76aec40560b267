internal import OrderedJSON
internal import ProvisioningDomain

/// One statement of a function's resource policy.
struct LambdaPolicyStatement: Sendable, Equatable {
    /// What is allowed.
    var action: String
    /// Who may: a service, an account's root or a principal's ARN, or `*`.
    var principal: String
    /// Through which resource.
    var sourceARN: String?
    /// From which account.
    var sourceAccount: String?

    /// The statement of an id in a policy.
    ///
    /// - Throws: `ProvisioningError` when the policy is no JSON document.
    static func find(_ id: String, in policy: String) throws(ProvisioningError) -> LambdaPolicyStatement? {
        guard let document = try? JSONValue(parsing: policy) else {
            throw ProvisioningError(
                .operation, code: "UnreadablePolicy", "the function's resource policy is no JSON document",
                hint: "Look at it with: aws lambda get-policy")
        }
        let statements = document["Statement"]?.array ?? document["Statement"].map { [$0] } ?? []
        return statements.first { $0["Sid"]?.string == id }.map(LambdaPolicyStatement.init)
    }

    private init(_ json: JSONValue) {
        action = json["Action"]?.string ?? json["Action"]?[0]?.string ?? ""
        let who = json["Principal"]
        principal = who?.string ?? who?["Service"]?.string ?? who?["AWS"]?.string ?? ""
        func condition(_ key: String) -> String? {
            for test in json["Condition"]?.object?.values ?? [] {
                for member in test.object ?? JSONObject() where member.key.lowercased() == key {
                    return member.value.string ?? member.value[0]?.string
                }
            }
            return nil
        }
        sourceARN = condition("aws:sourcearn")
        sourceAccount = condition("aws:sourceaccount")
    }

    /// The statement as inputs of a permission.
    func inputs(id: String, region: String) -> PropertyMap {
        [
            "action": .string(action), "principal": .string(principal), "sourceArn": .text(sourceARN),
            "sourceAccount": .text(sourceAccount), "statementId": .string(id), "region": .string(region),
        ]
    }
}
