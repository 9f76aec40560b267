internal import ProvisioningDomain

/// The inputs of one resource type of pulumi-aws 7.51.1, as far as this version manages them.
struct ResourceSchema: Sendable {
    /// The type.
    var type: ResourceType
    /// The inputs by name.
    var properties: [String: PropertySchema]
    /// Inputs that the official provider has and this version does not manage.
    var unsupported: Set<String>
    /// The properties that name the resource in its cloud: an old and a new one that agree in all of them cannot stand
    /// side by side.
    ///
    /// Empty when the cloud makes up the id.
    var identity: [String]
    /// Groups of properties of which exactly one must be given, whole; empty when there is no such choice.
    var choice: [[String]]

    /// Describes a type; a regional one gets the property `region`, which the official provider adds to every one outside IAM.
    init(
        _ type: ResourceType, identity: [String], isRegional: Bool = true, unsupported: Set<String> = [],
        choice: [[String]] = [], properties: [String: PropertySchema]
    ) {
        self.type = type
        self.identity = isRegional && !identity.isEmpty ? identity + ["region"] : identity
        self.unsupported = unsupported
        self.choice = choice
        self.properties = properties
        if isRegional { self.properties["region"] = .string.replacing.computed }
    }

    /// Whether its resources live in a region.
    var isRegional: Bool { properties["region"] != nil }
}

extension ResourceSchema {
    /// The schemas by type.
    static let all: [ResourceType: ResourceSchema] = Dictionary(
        uniqueKeysWithValues: [
            role, rolePolicyAttachment, logGroup, function, alias, permission, api, integration, route, stage,
            rolePolicy, deployment, table,
        ].map { ($0.type, $0) })
}
