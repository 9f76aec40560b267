/// A component in one environment: everything a blueprint needs to know, with all overrides applied.
public struct ComponentSpecification: Sendable, Hashable {
    /// The project.
    public var project: ResourceName
    /// The component's name, such as `rest-api`.
    public var component: ResourceName
    /// What it serves.
    public var kind: ComponentKind
    /// The environment.
    public var environment: EnvironmentName
    /// The cloud.
    public var provider: CloudProvider
    /// The region or location; nil lets the provider's own configuration decide.
    public var region: String?
    /// The directory to package, absolute.
    public var source: String
    /// The directory that bounds the package, absolute; the source when nothing widens it.
    public var root: String
    /// The file to run, relative to the source; nil takes `main` of package.json.
    public var entry: String?
    /// The Node.js runtime.
    public var runtime: Runtime
    /// The processor.
    public var architecture: Architecture
    /// The memory.
    public var memory: MemorySize
    /// The longest invocation.
    public var timeout: Timeout
    /// Environment variables; a secret one is `.secret`.
    public var variables: PropertyMap
    /// CORS of the gateway; nil leaves it to the app.
    public var cors: CorsPolicy?
    /// Days that logs are kept; 0 keeps them for ever.
    public var logRetentionDays: Int
    /// Tags of the user's on everything that takes tags.
    public var tags: [String: String]
    /// Instances that are always warm.
    public var minimumInstances: Int
    /// Instances that run at most; nil leaves it to the account's limit.
    public var maximumInstances: Int?
    /// How much of the source directory is packaged.
    public var pruning: Pruning
    /// How it shows that it serves; nil asks nothing.
    public var health: HealthCheck?

    /// Describes a component.
    public init(
        project: ResourceName, component: ResourceName, kind: ComponentKind, environment: EnvironmentName,
        provider: CloudProvider, region: String?, source: String, root: String, entry: String?, runtime: Runtime,
        architecture: Architecture, memory: MemorySize, timeout: Timeout, variables: PropertyMap, cors: CorsPolicy?,
        logRetentionDays: Int, tags: [String: String], minimumInstances: Int = 0, maximumInstances: Int? = nil,
        pruning: Pruning = .production, health: HealthCheck? = nil
    ) {
        self.project = project
        self.component = component
        self.kind = kind
        self.environment = environment
        self.provider = provider
        self.region = region
        self.source = source
        self.root = root
        self.entry = entry
        self.runtime = runtime
        self.architecture = architecture
        self.memory = memory
        self.timeout = timeout
        self.variables = variables
        self.cors = cors
        self.logRetentionDays = logRetentionDays
        self.tags = tags
        self.minimumInstances = minimumInstances
        self.maximumInstances = maximumInstances
        self.pruning = pruning
        self.health = health
    }

    /// The stack that holds it.
    public var stack: StackReference {
        StackReference(project: "\(project)-\(component)", stack: "\(provider.rawValue)-\(environment)")
    }

    /// The tags that make a resource ours: equal project, component, environment and stack.
    public var ownershipTags: [String: String] {
        [
            "semantest:project": "\(project)", "semantest:component": "\(component)",
            "semantest:environment": "\(environment)", "semantest:stack": stack.stack,
        ]
    }
}
