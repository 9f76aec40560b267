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
        let snapshot = try await backend.load(stack) ?? StackSnapshot(stack: stack)
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
