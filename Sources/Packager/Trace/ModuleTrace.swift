/// What a server can reach from its entry.
package struct ModuleTrace: Sendable, Equatable {
    /// The entry.
    package var entry: String
    /// Why each file is kept: the first that leads to it.
    package var steps: [String: TraceStep]
    /// What is loaded by names known only at run time, in the order of its places.
    package var dynamicLoads: [DynamicLoad]

    /// Whether a file is kept.
    package func keeps(_ path: String) -> Bool { steps[path] != nil }

    /// The steps from the entry to a file; empty for one that is not kept.
    package func chain(to path: String) -> [TraceStep] {
        var chain: [TraceStep] = []
        var current = path
        var seen: Set<String> = []
        while let step = steps[current], seen.insert(current).inserted {
            chain.append(step)
            guard let origin = step.origin else { break }
            current = origin
        }
        return chain.reversed()
    }
}
