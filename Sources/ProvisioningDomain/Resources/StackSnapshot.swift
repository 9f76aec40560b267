/// The state of a stack at one moment.
public struct StackSnapshot: Sendable, Hashable {
    /// The stack.
    public var stack: StackReference
    /// The resources, each after those that it needs.
    public var resources: [ResourceState]
    /// The operations that had begun and of which the end is not recorded.
    public var pendingOperations: [PendingOperation]

    /// Makes a snapshot.
    public init(
        stack: StackReference, resources: [ResourceState] = [], pendingOperations: [PendingOperation] = []
    ) {
        self.stack = stack
        self.resources = resources
        self.pendingOperations = pendingOperations
    }

    /// The live resource of that name: not one that waits for its deletion after a replacement.
    public func resource(_ urn: URN) -> ResourceState? { resources.first { $0.urn == urn && !$0.delete } }

    /// The outputs of the stack.
    public var outputs: PropertyMap { resource(stack.rootURN)?.outputs ?? [:] }

    /// The resources that a provider manages: neither the stack nor a provider.
    public var managed: [ResourceState] { resources.filter { $0.custom && !$0.type.isProvider } }

    /// The same snapshot with every resource after those that it needs, and what waits for its deletion after what replaced it;
    /// otherwise the order stays.
    public func topologicallySorted() -> StackSnapshot {
        var sorted: [ResourceState] = []
        var placed: Set<URN> = []
        var waiting = resources
        let known = Set(resources.map(\.urn))
        let live = Set(resources.filter { !$0.delete }.map(\.urn))
        while !waiting.isEmpty {
            var rest: [ResourceState] = []
            for resource in waiting {
                let isUnmet =
                    resource.predecessors.contains { known.contains($0) && !placed.contains($0) }
                    || resource.delete && live.contains(resource.urn) && !placed.contains(resource.urn)
                if isUnmet {
                    rest.append(resource)
                } else {
                    sorted.append(resource)
                    placed.insert(resource.urn)
                }
            }
            if rest.count == waiting.count {
                sorted += rest
                break
            }
            waiting = rest
        }
        var copy = self
        copy.resources = sorted
        return copy
    }
}
