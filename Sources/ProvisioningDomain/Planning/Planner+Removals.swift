extension Planner {
    /// The steps that remove resources, and what the user should know about those that stay.
    struct Removals {
        var steps: [PlanStep]
        var warnings: [String]
    }

    /// The removal of what is not declared any more and of what a replacement left behind, dependents first.
    ///
    /// What the program only reads (`external`) and what is to be kept (`retainOnDelete`) is forgotten, never deleted. Resources of
    /// types that the provider does not manage stay, and so does everything that they need.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` when a resource is protected.
    func removals(
        from snapshot: StackSnapshot, keeping kept: Set<URN>, reason: String = "not declared any more"
    ) throws -> Removals {
        let unwanted = snapshot.managed.filter { $0.delete || !kept.contains($0.urn) }
        let strangers = unwanted.filter { !provider.manages($0.type) }
        let needed = Self.needs(of: strangers, in: snapshot)
        let staying = unwanted.filter { provider.manages($0.type) && !$0.delete && needed.contains($0.urn) }
        let gone = unwanted.filter { resource in
            !strangers.contains(resource) && !staying.contains(resource)
        }
        for resource in gone
        where !resource.delete && !resource.pendingReplacement && !resource.staysInTheCloud {
            try refuseIfProtected(resource, wouldBe: "deleted")
        }
        let steps = gone.reversed().map { resource in
            let dependents = gone.filter { $0.predecessors.contains(resource.urn) && $0.urn != resource.urn }
            let why = resource.delete ? "replaced earlier" : reason
            return PlanStep(
                action: resource.staysInTheCloud ? .forget : .delete, urn: resource.urn, declaration: nil,
                old: resource,
                diff: ResourceDiff(),
                reason: resource.keptBecause.map { "\(why); it stays in the cloud (\($0))" } ?? why,
                dependencies: dependents.map(\.urn))
        }
        let warnings =
            strangers.map {
                "\($0.urn.name) is left alone: this version does not manage \($0.type); remove it with Pulumi"
            }
            + staying.map { "\($0.urn.name) is left alone: resources that are left alone need it" }
        return Removals(steps: steps, warnings: warnings)
    }

    /// Everything that resources need, directly or not.
    private static func needs(of resources: [ResourceState], in snapshot: StackSnapshot) -> Set<URN> {
        var found: Set<URN> = []
        var waiting = resources
        while let next = waiting.popLast() {
            let fresh = next.predecessors.subtracting(found)
            found.formUnion(fresh)
            waiting += snapshot.resources.filter { fresh.contains($0.urn) && !$0.delete }
        }
        return found
    }
}

extension ResourceState {
    /// Why deleting its entry leaves it in the cloud; nil when it does not.
    public var keptBecause: String? { external ? "external" : retainOnDelete ? "retainOnDelete" : nil }

    /// Whether deleting its entry leaves it in the cloud.
    public var staysInTheCloud: Bool { keptBecause != nil }
}
