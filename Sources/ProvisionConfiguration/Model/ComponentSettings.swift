package import ProvisioningDomain

/// What the configuration says of a component, by itself or in one environment; nil where it says nothing.
package struct ComponentSettings: Sendable, Hashable {
    /// What it serves.
    package var kind: ComponentKind?
    /// The directory to package, as written.
    package var source: String?
    /// The directory that bounds the package, as written.
    package var root: String?
    /// The file to run, relative to the source.
    package var entry: String?
    /// The Node.js runtime.
    package var runtime: Runtime?
    /// The processor.
    package var architecture: Architecture?
    /// The memory.
    package var memory: MemorySize?
    /// The longest invocation.
    package var timeout: Timeout?
    /// Environment variables by name.
    package var variables: [String: ReferenceText] = [:]
    /// CORS of the gateway.
    package var cors: CorsSettings?
    /// Days that logs are kept.
    package var logRetentionDays: Int?
    /// Instances that are always warm.
    package var minimumInstances: Int?
    /// Instances that run at most.
    package var maximumInstances: Int?
    /// How much of the source directory is packaged.
    package var pruning: Pruning?
    /// How it shows that it serves.
    package var health: HealthSettings?
    /// The cloud, in an environment.
    package var provider: CloudProvider?
    /// The region, in an environment.
    package var region: String?

    /// CORS as far as it is given.
    package struct CorsSettings: Sendable, Hashable {
        /// Origins that may call.
        package var origins: [String]?
        /// Methods that may be used.
        package var methods: [String]?
        /// Request headers that may be sent.
        package var headers: [String]?
    }

    /// These settings with others over them: maps are put together key by key, everything else is replaced.
    package func overridden(by other: ComponentSettings) -> ComponentSettings {
        var result = self
        result.kind = other.kind ?? kind
        result.source = other.source ?? source
        result.root = other.root ?? root
        result.entry = other.entry ?? entry
        result.runtime = other.runtime ?? runtime
        result.architecture = other.architecture ?? architecture
        result.memory = other.memory ?? memory
        result.timeout = other.timeout ?? timeout
        result.variables = variables.merging(other.variables) { _, new in new }
        if let over = other.cors {
            result.cors = CorsSettings(
                origins: over.origins ?? cors?.origins, methods: over.methods ?? cors?.methods,
                headers: over.headers ?? cors?.headers)
        }
        result.logRetentionDays = other.logRetentionDays ?? logRetentionDays
        result.minimumInstances = other.minimumInstances ?? minimumInstances
        result.maximumInstances = other.maximumInstances ?? maximumInstances
        result.pruning = other.pruning ?? pruning
        result.health = other.health.map { health?.overridden(by: $0) ?? $0 } ?? health
        result.provider = other.provider ?? provider
        result.region = other.region ?? region
        return result
    }
}
