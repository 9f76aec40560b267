package import ProvisioningDomain

/// Removes every resource of a stack.
package struct DestroyStack: Sendable {
    private let ports: ApplicationPorts

    package init(ports: ApplicationPorts) { self.ports = ports }

    /// Locks the stack, resolves what an earlier run left pending, and removes everything, dependents first.
    ///
    /// - Parameters:
    ///   - stack: the stack.
    ///   - provider: the Pulumi provider of its resources.
    ///   - approve: sees the plan before anything is changed; throws to refuse.
    /// - Throws: a `ProvisioningFailure` when nothing could be begun.
    package func run(
        _ stack: StackReference, provider: ProviderDeclaration, approve: @Sendable (Plan) async throws -> Void
    ) async throws -> RunResult {
        try await ports.locked(stack) { lock in
            let started = ports.clock.now()
            guard let loaded = try await ports.backend.load(stack) else { return .nothing(to: stack) }
            let (snapshot, reference) = try StackFoundation.lay(
                under: loaded, provider: provider, id: ports.identifiers.uuid(), at: started)
            try await ports.provider.verify(loaded.managed)
            let recorder = StackRecorder(snapshot: snapshot, backend: ports.backend, lock: lock)
            try await PendingOperationResolver(
                provider: ports.provider, clock: ports.clock, progress: ports.progress
            ).resolve(recorder)
            try await ports.closeInterruptedDeployments(of: stack)
            let plan = try Planner(provider: ports.provider).destruction(of: await recorder.snapshot)
            ports.progress.report(.planned(plan))
            if plan.isEmpty {
                // An earlier destroy may have been cut off after its last removal.
                if !loaded.resources.isEmpty, await recorder.snapshot.managed.isEmpty {
                    try await recorder.edit(Self.clear)
                }
                return .nothing(to: stack)
            }
            try await approve(plan)
            return try await execute(plan, recorder, reference, started, lock)
        }
    }

    /// Takes everything out of a snapshot; when resources were left alone, only the outputs.
    private static func clear(_ snapshot: inout StackSnapshot) {
        if snapshot.managed.isEmpty { return snapshot.resources.removeAll() }
        let root = snapshot.stack.rootURN
        if let index = snapshot.resources.firstIndex(where: { $0.urn == root }) {
            snapshot.resources[index].outputs = [:]
        }
    }

    private func execute(
        _ plan: Plan, _ recorder: StackRecorder, _ reference: ProviderReference, _ started: Timestamp,
        _ lock: StateLock
    ) async throws -> RunResult {
        let journal = EventJournal(
            stack: plan.stack, aggregateID: "\(plan.stack)", publisher: ports.publisher, clock: ports.clock,
            identifiers: ports.identifiers)
        let context = StepContext(
            stack: plan.stack, provider: ports.provider, providerReference: reference, recorder: recorder,
            journal: journal, clock: ports.clock, progress: ports.progress)
        // Beside the write of the state, because each waits for the disk or the network.
        async let _ = ports.provider.prepare(for: plan)
        try await recorder.prepare(
            plan.announcements(from: await recorder.snapshot, provider: ports.provider, reference: reference),
            clock: ports.clock)
        let outcome = await PlanExecutor(context: context, request: nil).execute(plan)
        let succeeded = outcome.succeeded
        // As after `pulumi destroy`, only the stack's history stays.
        try await recorder.complete { if succeeded { Self.clear(&$0) } }
        let counts = outcome.changes.reduce(into: [String: Int]()) { $0[$1.key.rawValue] = $1.value }
        try await ports.backend.record(
            UpdateRecord(
                kind: .destroy, startedAt: started, endedAt: ports.clock.now(), succeeded: succeeded,
                message: "destroy",
                resourceChanges: counts), lock: lock)
        return RunResult(
            stack: plan.stack, status: succeeded ? .completed : .failed, deployment: nil, plan: plan,
            changes: outcome.changes, outputs: await recorder.snapshot.outputs, failures: outcome.failures)
    }
}
