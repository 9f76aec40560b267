/// What Pulumi keeps of a resource (sdk/go/common/apitype/core.go, ResourceV3).
public struct ResourceState: Sendable, Hashable {
    /// Its name in the state.
    public var urn: URN
    /// Whether a provider manages it; false for the stack itself.
    public var custom: Bool
    /// The id that the cloud or the provider gave.
    public var id: String?
    /// The type.
    public var type: ResourceType
    /// The inputs of the last operation, all resolved.
    public var inputs: PropertyMap
    /// What the provider answered.
    public var outputs: PropertyMap
    /// The parent; every resource of ours is a child of the stack.
    public var parent: URN?
    /// The resources that it needs.
    public var dependencies: [URN]
    /// For each property of the program, the resources that it needs.
    public var propertyDependencies: [String: [URN]]
    /// The reference of its provider, `<urn>::<id>`.
    public var provider: String?
    /// Whether deleting it is refused.
    public var protect: Bool
    /// Whether it has been replaced and waits for its deletion.
    public var delete: Bool
    /// Whether it was deleted to make room for its replacement, which does not exist yet; it stays because others name it.
    public var pendingReplacement: Bool
    /// Whether the program only reads it (`Resource.get`): it is not ours to change or to delete.
    public var external: Bool
    /// Whether it stays in the cloud when its entry goes (the resource option `retainOnDelete`).
    public var retainOnDelete: Bool
    /// Why the last operation on it did not finish; empty when it did.
    public var initErrors: [String]
    /// When it was created.
    public var created: Timestamp?
    /// When it was last changed.
    public var modified: Timestamp?

    /// Makes a state; what is left out is empty.
    public init(
        urn: URN, custom: Bool = true, id: String? = nil, type: ResourceType, inputs: PropertyMap = [:],
        outputs: PropertyMap = [:], parent: URN? = nil, dependencies: [URN] = [],
        propertyDependencies: [String: [URN]] = [:], provider: String? = nil, protect: Bool = false,
        delete: Bool = false, pendingReplacement: Bool = false, external: Bool = false,
        retainOnDelete: Bool = false, initErrors: [String] = [], created: Timestamp? = nil, modified: Timestamp? = nil
    ) {
        self.urn = urn
        self.custom = custom
        self.id = id
        self.type = type
        self.inputs = inputs
        self.outputs = outputs
        self.parent = parent
        self.dependencies = dependencies
        self.propertyDependencies = propertyDependencies
        self.provider = provider
        self.protect = protect
        self.delete = delete
        self.pendingReplacement = pendingReplacement
        self.external = external
        self.retainOnDelete = retainOnDelete
        self.initErrors = initErrors
        self.created = created
        self.modified = modified
    }

    /// All resources that must stand before it in a checkpoint.
    public var predecessors: Set<URN> {
        var all = Set(dependencies)
        propertyDependencies.values.forEach { all.formUnion($0) }
        if let parent { all.insert(parent) }
        if let provider = provider.flatMap(ProviderReference.init) { all.insert(provider.urn) }
        all.remove(urn)
        return all
    }
}
