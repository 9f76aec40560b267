/// How the resources of a stack differ from what its state says of them.
public struct StackDrift: Sendable, Hashable {
    /// The stack.
    public var stack: StackReference
    /// The resources that differ, in the order of the state.
    public var resources: [ResourceDrift]
    /// What could not be compared.
    public var warnings: [String]

    /// Describes a drift.
    public init(stack: StackReference, resources: [ResourceDrift] = [], warnings: [String] = []) {
        self.stack = stack
        self.resources = resources
        self.warnings = warnings
    }

    /// Whether nothing differs.
    public var isEmpty: Bool { resources.isEmpty }

    /// The number of resources by what taking the drift over does to their entries in the state.
    public var counts: [StepAction: Int] {
        resources.reduce(into: [:]) { $0[$1.isGone ? .delete : .update, default: 0] += 1 }
    }

    /// A snapshot that says what is: what is gone is out of it, and nothing names it any more, as after `pulumi refresh`
    /// (pkg/resource/deploy/deployment_executor.go, rebuildBaseState).
    public func applied(to snapshot: StackSnapshot, at time: Timestamp) -> StackSnapshot {
        var refreshed = snapshot
        for drift in resources {
            guard let index = refreshed.resources.firstIndex(of: drift.resource) else { continue }
            guard let actual = drift.actual else {
                refreshed.resources.remove(at: index)
                continue
            }
            refreshed.resources[index].id = actual.id
            refreshed.resources[index].inputs = actual.inputs
            refreshed.resources[index].outputs = actual.outputs
            refreshed.resources[index].modified = time
        }
        let gone = Set(resources.filter(\.isGone).map(\.resource.urn))
            .subtracting(refreshed.resources.map(\.urn))
        guard !gone.isEmpty else { return refreshed }
        for index in refreshed.resources.indices {
            refreshed.resources[index].dependencies.removeAll(where: gone.contains)
            for name in refreshed.resources[index].propertyDependencies.keys {
                refreshed.resources[index].propertyDependencies[name]?.removeAll(where: gone.contains)
            }
        }
        return refreshed
    }
}
