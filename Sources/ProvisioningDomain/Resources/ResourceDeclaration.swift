/// A resource as it should be.
public struct ResourceDeclaration: Sendable, Hashable {
    /// The Pulumi type.
    public var type: ResourceType
    /// The logical name, unique within the stack's type.
    public var name: String
    /// What it should be; may hold references to outputs of other declarations.
    public var inputs: PropertyMap
    /// Logical names of resources that must exist first beyond those that `inputs` refer to.
    public var dependsOn: [String]
    /// Whether Pulumi and we refuse to delete it.
    public var protect: Bool

    /// Declares a resource.
    public init(
        type: ResourceType, name: String, inputs: PropertyMap, dependsOn: [String] = [], protect: Bool = false
    ) {
        self.type = type
        self.name = name
        self.inputs = inputs
        self.dependsOn = dependsOn
        self.protect = protect
    }

    /// The logical names of all resources that must exist first, sorted.
    public var dependencies: [String] {
        inputs.values.reduce(into: Set(dependsOn)) { $0.formUnion($1.referencedResources) }.sorted()
    }
}
