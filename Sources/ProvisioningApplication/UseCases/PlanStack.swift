package import ProvisioningDomain

/// Says what an apply would do, without a lock and without a write.
package struct PlanStack: Sendable {
    private let provider: any ResourceProvider
    private let backend: any StateBackend

    package init(provider: any ResourceProvider, backend: any StateBackend) {
        self.provider = provider
        self.backend = backend
    }

    /// The plan from the stack's state to a declaration.
    package func run(_ declaration: StackDeclaration, of stack: StackReference) async throws -> Plan {
        try plan(declaration, from: try await backend.load(stack) ?? StackSnapshot(stack: stack))
    }

    /// The plan from what is in the cloud to a declaration, and how the cloud differs from the state, which is left as it is.
    ///
    /// - Parameters:
    ///   - declared: the Pulumi provider of the stack's resources.
    ///   - now: the time at which the cloud is read.
    package func refreshed(
        _ declaration: StackDeclaration, of stack: StackReference, provider declared: ProviderDeclaration,
        at now: Timestamp
    ) async throws -> (plan: Plan, drift: StackDrift) {
        let snapshot = try await backend.load(stack) ?? StackSnapshot(stack: stack)
        try StackFoundation.refuseOtherRegion(declared, snapshot)
        try await provider.verify(snapshot.managed)
        let drift = try await StackRefresher(provider: provider).drift(of: snapshot)
        var plan = try plan(declaration, from: drift.applied(to: snapshot, at: now))
        plan.warnings += drift.warnings
        return (plan, drift)
    }

    private func plan(_ declaration: StackDeclaration, from snapshot: StackSnapshot) throws -> Plan {
        var plan = try Planner(provider: provider).plan(declaration, from: snapshot)
        if !snapshot.pendingOperations.isEmpty {
            let names = snapshot.pendingOperations.map { "\($0.kind.rawValue) \($0.resource.urn.name)" }
            plan.warnings.append(
                "an earlier run was cut off (\(names.joined(separator: ", "))); apply finds out first what became of it, "
                    + "so the plan may change")
        }
        return plan
    }
}
