internal import ExpatXML

/// A role as IAM describes it.
package struct IAMRole: Sendable, Equatable {
    package var name: String
    package var id: String
    package var arn: String
    package var path: String
    /// The trust policy as JSON text, decoded.
    package var assumeRolePolicyDocument: String?
    package var description: String?
    /// Seconds.
    package var maxSessionDuration: Int?
    package var permissionsBoundaryARN: String?
    /// ISO 8601.
    package var createDate: String?
    package var tags: [String: String]

    init(_ element: XMLElement) {
        name = element.text("RoleName") ?? ""
        id = element.text("RoleId") ?? ""
        arn = element.text("Arn") ?? ""
        path = element.text("Path") ?? "/"
        assumeRolePolicyDocument = element.text("AssumeRolePolicyDocument").map { PercentEncoding.decode($0) }
        description = element.text("Description")
        maxSessionDuration = element.text("MaxSessionDuration").flatMap { Int($0) }
        permissionsBoundaryARN = element.text("PermissionsBoundary", "PermissionsBoundaryArn")
        createDate = element.text("CreateDate")
        tags = Self.tags(element)
    }

    /// The tags below `Tags`.
    static func tags(_ element: XMLElement) -> [String: String] {
        element.members("Tags").reduce(into: [:]) { tags, member in
            if let key = member.text("Key") { tags[key] = member.text("Value") ?? "" }
        }
    }
}

/// What `CreateRole` needs.
package struct CreateRoleRequest: Sendable, Equatable {
    package var name: String
    /// The trust policy as JSON text.
    package var assumeRolePolicyDocument: String
    package var path: String?
    package var description: String?
    /// Seconds.
    package var maxSessionDuration: Int?
    package var permissionsBoundaryARN: String?
    package var tags: [String: String]

    package init(
        name: String, assumeRolePolicyDocument: String, path: String? = nil, description: String? = nil,
        maxSessionDuration: Int? = nil, permissionsBoundaryARN: String? = nil, tags: [String: String] = [:]
    ) {
        self.name = name
        self.assumeRolePolicyDocument = assumeRolePolicyDocument
        self.path = path
        self.description = description
        self.maxSessionDuration = maxSessionDuration
        self.permissionsBoundaryARN = permissionsBoundaryARN
        self.tags = tags
    }
}

/// A managed policy attached to a role.
package struct AttachedPolicy: Sendable, Equatable {
    package var name: String
    package var arn: String

    package init(name: String, arn: String) {
        self.name = name
        self.arn = arn
    }
}
