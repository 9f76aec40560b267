internal import ExpatXML

extension IAMClient {
    /// `SimulatePrincipalPolicy`, all pages: whether policies of a user or role allow actions on resources; calls none of them.
    ///
    /// - Parameters:
    ///   - principal: the ARN of the user or role (not of an assumed role's session).
    ///   - actions: such as `iam:CreateRole`.
    ///   - resources: ARNs, `*` allowed in them.
    package func simulatePrincipalPolicy(
        _ principal: String, actions: [String], resources: [String]
    ) async throws -> [SimulatedDecision] {
        var form = QueryParameters()
        form.add("PolicySourceArn", principal)
        form.add("ActionNames", list: actions)
        form.add("ResourceArns", list: resources)
        return try await pages("SimulatePrincipalPolicy", form) { answer in
            answer.members("EvaluationResults").map {
                SimulatedDecision(
                    action: $0.text("EvalActionName") ?? "", resource: $0.text("EvalResourceName") ?? "*",
                    decision: $0.text("EvalDecision") ?? "")
            }
        }
    }
}

/// What a simulation says of one action on one resource.
package struct SimulatedDecision: Sendable, Equatable {
    /// Such as `iam:CreateRole`.
    package var action: String
    /// The ARN that was asked about.
    package var resource: String
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    package var decision: String

    package init(action: String, resource: String, decision: String) {
        self.action = action
        self.resource = resource
        self.decision = decision
    }

    /// Whether the action would be allowed.
    package var isAllowed: Bool { decision == "allowed" }
}
