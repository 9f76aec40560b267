internal import ExpatXML

extension IAMClient {
    /// `AttachRolePolicy`: a managed policy; attaching it twice changes nothing.
    package func attachRolePolicy(_ role: String, policyARN: String) async throws {
        var form = named(role)
        form.add("PolicyArn", policyARN)
        _ = try await query("AttachRolePolicy", form, isIdempotent: true)
    }

    /// `DetachRolePolicy`.
    package func detachRolePolicy(_ role: String, policyARN: String) async throws {
        var form = named(role)
        form.add("PolicyArn", policyARN)
        _ = try await query("DetachRolePolicy", form, isIdempotent: true)
    }

    /// `ListAttachedRolePolicies`, all pages.
    package func listAttachedRolePolicies(_ role: String) async throws -> [AttachedPolicy] {
        try await pages("ListAttachedRolePolicies", named(role)) { answer in
            answer.members("AttachedPolicies").map {
                AttachedPolicy(name: $0.text("PolicyName") ?? "", arn: $0.text("PolicyArn") ?? "")
            }
        }
    }

    /// `PutRolePolicy`: creates or replaces an inline policy.
    package func putRolePolicy(_ role: String, policyName: String, document: String) async throws {
        var form = named(role)
        form.add("PolicyName", policyName)
        form.add("PolicyDocument", document)
        _ = try await query("PutRolePolicy", form, isIdempotent: true)
    }

    /// `GetRolePolicy`: the inline policy's JSON text, decoded.
    package func getRolePolicy(_ role: String, policyName: String) async throws -> String {
        var form = named(role)
        form.add("PolicyName", policyName)
        let answer = try await query("GetRolePolicy", form, isIdempotent: true)
        return PercentEncoding.decode(answer.text("PolicyDocument") ?? "")
    }

    /// `DeleteRolePolicy`.
    package func deleteRolePolicy(_ role: String, policyName: String) async throws {
        var form = named(role)
        form.add("PolicyName", policyName)
        _ = try await query("DeleteRolePolicy", form, isIdempotent: true)
    }
}
