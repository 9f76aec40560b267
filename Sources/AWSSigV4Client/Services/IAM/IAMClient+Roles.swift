internal import ExpatXML

extension IAMClient {
    /// `CreateRole`: not idempotent, a second one says `EntityAlreadyExists`.
    package func createRole(_ request: CreateRoleRequest) async throws -> IAMRole {
        var form = QueryParameters()
        form.add("RoleName", request.name)
        form.add("AssumeRolePolicyDocument", request.assumeRolePolicyDocument)
        form.add("Path", request.path)
        form.add("Description", request.description)
        form.add("MaxSessionDuration", request.maxSessionDuration)
        form.add("PermissionsBoundary", request.permissionsBoundaryARN)
        form.add(tags: request.tags)
        return role(try await query("CreateRole", form, isIdempotent: false))
    }

    /// `GetRole`; says `NoSuchEntity` when there is none.
    package func getRole(_ name: String) async throws -> IAMRole {
        role(try await query("GetRole", named(name), isIdempotent: true))
    }

    /// `DeleteRole`; policies must be detached and deleted before.
    package func deleteRole(_ name: String) async throws {
        _ = try await query("DeleteRole", named(name), isIdempotent: true)
    }

    /// `UpdateAssumeRolePolicy`: replaces the trust policy.
    package func updateAssumeRolePolicy(_ name: String, document: String) async throws {
        var form = named(name)
        form.add("PolicyDocument", document)
        _ = try await query("UpdateAssumeRolePolicy", form, isIdempotent: true)
    }

    /// `UpdateRole`; absent values stay as they are.
    ///
    /// - Parameter maxSessionDuration: Seconds.
    package func updateRole(
        _ name: String, description: String? = nil, maxSessionDuration: Int? = nil
    ) async throws {
        var form = named(name)
        form.add("Description", description)
        form.add("MaxSessionDuration", maxSessionDuration)
        _ = try await query("UpdateRole", form, isIdempotent: true)
    }

    /// `TagRole`: adds tags and replaces values.
    package func tagRole(_ name: String, tags: [String: String]) async throws {
        var form = named(name)
        form.add(tags: tags)
        _ = try await query("TagRole", form, isIdempotent: true)
    }

    /// `UntagRole`.
    package func untagRole(_ name: String, keys: [String]) async throws {
        var form = named(name)
        form.add("TagKeys", list: keys)
        _ = try await query("UntagRole", form, isIdempotent: true)
    }

    /// `ListRoleTags`, all pages.
    package func listRoleTags(_ name: String) async throws -> [String: String] {
        try await pages("ListRoleTags", named(name)) { [IAMRole.tags($0)] }.reduce(into: [:]) { all, page in
            all.merge(page) { $1 }
        }
    }

    func named(_ name: String) -> QueryParameters {
        var form = QueryParameters()
        form.add("RoleName", name)
        return form
    }

    private func role(_ answer: XMLElement) -> IAMRole {
        IAMRole(answer.first("Role") ?? XMLElement(name: "Role"))
    }
}
