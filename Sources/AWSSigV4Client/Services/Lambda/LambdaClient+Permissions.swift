internal import OrderedJSON

extension LambdaClient {
    /// `AddPermission`: not idempotent, a statement id that is taken says `ResourceConflictException`.
    ///
    /// - Returns: The statement as JSON text.
    package func addPermission(_ function: String, _ permission: LambdaPermission) async throws -> String {
        var body = JSONBody()
        body.set("StatementId", permission.statementID)
        body.set("Action", permission.action)
        body.set("Principal", permission.principal)
        body.set("SourceArn", permission.sourceARN)
        body.set("SourceAccount", permission.sourceAccount)
        let answer = try await call(
            "AddPermission", "POST", "/2015-03-31/functions/\(function)/policy",
            query: [("Qualifier", permission.qualifier)], body: body.bytes, isIdempotent: false)
        return answer.text("Statement") ?? ""
    }

    /// `RemovePermission`.
    package func removePermission(
        _ function: String, statementID: String, qualifier: String? = nil
    ) async throws {
        try await call(
            "RemovePermission", "DELETE", "/2015-03-31/functions/\(function)/policy/\(statementID)",
            query: [("Qualifier", qualifier)], isIdempotent: true)
    }

    /// `GetPolicy`: the resource policy as JSON text; says `ResourceNotFoundException` when there is none.
    package func getPolicy(_ function: String, qualifier: String? = nil) async throws -> String {
        let answer = try await call(
            "GetPolicy", "GET", "/2015-03-31/functions/\(function)/policy", query: [("Qualifier", qualifier)],
            isIdempotent: true)
        return answer.text("Policy") ?? ""
    }
}

/// One statement of a function's resource policy.
package struct LambdaPermission: Sendable, Equatable {
    package var statementID: String
    /// Such as `lambda:InvokeFunction`.
    package var action: String
    /// Such as `apigateway.amazonaws.com`.
    package var principal: String
    package var sourceARN: String?
    package var sourceAccount: String?
    /// The alias or version whose policy it goes into.
    package var qualifier: String?

    package init(
        statementID: String, action: String, principal: String, sourceARN: String? = nil,
        sourceAccount: String? = nil, qualifier: String? = nil
    ) {
        self.statementID = statementID
        self.action = action
        self.principal = principal
        self.sourceARN = sourceARN
        self.sourceAccount = sourceAccount
        self.qualifier = qualifier
    }
}
