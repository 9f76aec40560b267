internal import ProvisioningDomain

/// Which calls the changes of a function need.
struct FunctionChanges: Sendable, Equatable {
    /// The properties that UpdateFunctionConfiguration changes, of those that differ.
    var configuration: Set<String>
    /// Whether UpdateFunctionCode is needed.
    var code: Bool
    /// Whether the reserved concurrency differs.
    var concurrency: Bool
    /// Whether tags differ.
    var tags: Bool

    private static let configured: Set<String> = [
        "description", "environment", "handler", "memorySize", "role", "runtime", "timeout",
    ]

    /// What UpdateFunctionCode sets.
    static let content: Set<String> = ["architectures", "code", "s3Bucket", "s3Key"]

    /// Sorts changes by the call that makes them.
    init(_ changes: [PropertyChange]) {
        let touched = Set(changes.map(\.property))
        configuration = touched.intersection(Self.configured)
        code = !touched.isDisjoint(with: Self.content)
        concurrency = touched.contains("reservedConcurrentExecutions")
        tags = touched.contains("tags")
        // Publishing is not a call of its own: it comes with a change, or as soon as it is wanted.
        publish = touched.contains("publish")
    }

    /// Whether publishing itself was switched.
    var publish: Bool

    /// Whether they end in another version.
    var makesVersion: Bool { code || publish || !configuration.isEmpty }
}
