package import ProvisioningDomain

/// Brings a stack to its declaration.
package struct ApplyStack: Sendable {
    private let ports: ApplicationPorts

    package init(ports: ApplicationPorts) { self.ports = ports }

    /// Locks the stack, resolves what an earlier run left pending, plans, and executes the plan unless it is empty.
    ///
    /// - Parameter approve: sees the plan before anything is changed; throws to refuse.
    /// - Returns: how it ended; a failed step is a result, not an error.
    /// - Throws: a `ProvisioningFailure` when nothing could be begun.
    package func run(
        _ request: ApplyRequest, approve: @Sendable (Plan) async throws -> Void
    ) async throws -> RunResult {
        let stack = request.specification.stack
        return try await ports.locked(stack) { lock in
            let loaded = try await ports.backend.load(stack) ?? StackSnapshot(stack: stack)
            let (snapshot, reference) = try StackFoundation.lay(
                under: loaded, provider: request.provider, id: ports.identifiers.uuid(), at: ports.clock.now())
            let recorder = StackRecorder(snapshot: snapshot, backend: ports.backend, lock: lock)
            if request.refresh || !loaded.pendingOperations.isEmpty {
                try await ports.provider.verify(loaded.managed)
            }
            try await PendingOperationResolver(
                provider: ports.provider, clock: ports.clock, progress: ports.progress,
                declarations: request.declaration.resources
            ).resolve(recorder)
            try await ports.closeInterruptedDeployments(of: stack)
            if request.refresh {
                let drift = try await ports.refresh(recorder)
                if !drift.isEmpty { ports.progress.report(.drifted(drift)) }
            }
            let plan = try Planner(provider: ports.provider).plan(request.declaration, from: await recorder.snapshot)
            ports.progress.report(.planned(plan))
            if plan.isEmpty {
                let records = try await ports.repository.list(stack)
                // What was deployed and never seen healthy is asked once more; whoever has been healthy is left in peace.
                guard request.health != nil, records.first?.status == .failed else {
                    return await unchanged(plan, records, recorder)
                }
            } else {
                try await ports.provider.verify(await recorder.snapshot.managed)
                try await approve(plan)
            }
            return try await execute(plan, request, recorder, reference, lock)
        }
    }

    private func unchanged(_ plan: Plan, _ records: [Deployment], _ recorder: StackRecorder) async -> RunResult {
        RunResult(
            stack: plan.stack, status: .unchanged, deployment: records.first { $0.status == .completed }?.id,
            plan: plan,
            changes: [:], outputs: await recorder.snapshot.outputs, failures: [])
    }

    private func execute(
        _ plan: Plan, _ request: ApplyRequest, _ recorder: StackRecorder, _ reference: ProviderReference,
        _ lock: StateLock
    ) async throws -> RunResult {
        let specification = request.specification
        var deployment = Deployment(
            id: ports.identifiers.deploymentID(at: request.requestedAt), stack: plan.stack,
            component: "\(specification.component)", provider: specification.provider,
            environment: specification.environment, actor: request.actor, reason: request.reason,
            requestedAt: request.requestedAt)
        let journal = EventJournal(
            stack: plan.stack, aggregateID: "\(deployment.id)", publisher: ports.publisher, clock: ports.clock,
            identifiers: ports.identifiers)
        let requested = try await journal.publish(
            .deploymentRequested, at: request.requestedAt, cause: nil, Self.facts(of: deployment, request))
        try deployment.start(artifact: request.artifact.sha256)
        let begun = deployment
        // Side by side, because each waits for the disk or the network.
        async let saved: Void = ports.repository.save(begun)
        async let _ = ports.provider.prepare(for: plan)
        let context = StepContext(
            stack: plan.stack, provider: ports.provider, providerReference: reference, recorder: recorder,
            journal: journal, clock: ports.clock, progress: ports.progress)
        var outcome = PlanExecutor.Outcome()
        var problem: (any Error)?
        var unhealthy: (any ProvisioningFailure)?
        do {
            try await upload(request.artifact, for: plan)
            try await recorder.prepare(
                plan.announcements(from: await recorder.snapshot, provider: ports.provider, reference: reference),
                clock: ports.clock)
            try await saved
            outcome = await PlanExecutor(context: context, request: requested).execute(plan)
            try await recordEnd(plan, outcome, recorder)
            if outcome.succeeded { unhealthy = try await health(request, recorder) }
        } catch {
            problem = error
        }
        let succeeded = problem == nil && unhealthy == nil && outcome.succeeded
        let end = ports.clock.now()
        let counts = outcome.changes.reduce(into: [String: Int]()) { $0[$1.key.rawValue] = $1.value }
        let outputs = await recorder.snapshot.outputs
        if succeeded {
            try deployment.complete(changes: counts, outputs: Self.printable(outputs), at: end)
        } else {
            var reasons = outcome.failures.map { "\($0.step.urn.name): \($0.message)" }
            if let problem { reasons.append("\(problem)") }
            if let unhealthy { reasons.append((unhealthy as? ProvisioningError)?.message ?? unhealthy.description) }
            let reason = reasons.isEmpty ? "interrupted" : reasons.joined(separator: "; ")
            try deployment.fail(reason: reason, changes: counts, at: end)
        }
        let ended = deployment
        async let endSaved: Void = ports.repository.save(ended)
        try await ports.backend.record(
            UpdateRecord(
                kind: .update, startedAt: request.requestedAt, endedAt: end, succeeded: succeeded,
                message: request.reason ?? "\(deployment.id)", resourceChanges: counts), lock: lock)
        try await endSaved
        try await journal.publish(
            succeeded ? .deploymentCompleted : .deploymentFailed, cause: requested,
            Self.facts(of: deployment, request) + (deployment.failure.map { [DomainEvent.Fact("error", $0)] } ?? []))
        if let problem { throw problem }
        if succeeded { await ports.prune(after: request.artifact, of: plan.stack) }
        var result = RunResult(
            stack: plan.stack, status: succeeded ? .completed : .failed, deployment: deployment.id, plan: plan,
            changes: outcome.changes, outputs: outputs, failures: outcome.failures)
        result.unhealthy = unhealthy
        return result
    }

    /// Why the component is not healthy; nil when it is, or nobody asked.
    private func health(
        _ request: ApplyRequest, _ recorder: StackRecorder
    ) async throws -> (any ProvisioningFailure)? {
        guard let health = request.health else { return nil }
        do {
            _ = try await health.verify(
                "\(request.specification.component)", in: await recorder.snapshot, progress: ports.progress)
            return nil
        } catch let failure as any ProvisioningFailure {
            return failure
        }
    }

    /// Brings the artifact to where the cloud fetches it from, when a step of the plan makes it do so.
    private func upload(_ artifact: Artifact, for plan: Plan) async throws {
        guard let place = artifact.place, plan.fetches(place) else { return }
        guard let store = ports.artifacts else {
            throw ProvisioningError(
                .configuration, code: "NoArtifactStore",
                "the package \(artifact.path) is to be fetched from \(place), and there is nothing that could bring it there",
                hint: "Report this, with the command that you ran.")
        }
        ports.progress.report(.phase("uploading \((artifact.size + (1 << 19)) >> 20) MB to s3://\(place.bucket)"))
        let isWritten = try await store.put(artifact, for: plan.stack)
        ports.progress.report(.note(isWritten ? "uploaded \(place)" : "\(place) is there already"))
    }

    /// Writes the last checkpoint, after success with the outputs of the stack.
    private func recordEnd(
        _ plan: Plan, _ outcome: PlanExecutor.Outcome, _ recorder: StackRecorder
    ) async throws {
        guard outcome.succeeded else { return try await recorder.complete() }
        let outputs = plan.outputs.mapValues { value in value.resolved { outcome.outputs[$0.resource]?[$0.output] } }
        if let missing = outputs.filter(\.value.containsUnknown).keys.min() {
            try await recorder.complete()
            throw ProvisioningError(
                .operation, code: "MissingOutput", "the output \(missing) of \(plan.stack) needs what no resource gave")
        }
        let now = ports.clock.now()
        try await recorder.complete { snapshot in
            let root = snapshot.stack.rootURN
            guard let index = snapshot.resources.firstIndex(where: { $0.urn == root }),
                snapshot.resources[index].outputs != outputs
            else { return }
            snapshot.resources[index].outputs = outputs
            snapshot.resources[index].modified = now
        }
    }

    private static func facts(of deployment: Deployment, _ request: ApplyRequest) -> [DomainEvent.Fact] {
        var facts = [
            DomainEvent.Fact("deployment", "\(deployment.id)"), DomainEvent.Fact("component", deployment.component),
            DomainEvent.Fact("provider", deployment.provider.rawValue),
            DomainEvent.Fact("environment", "\(deployment.environment)"),
            DomainEvent.Fact("stack", "\(deployment.stack)"), DomainEvent.Fact("artifact", request.artifact.sha256),
            DomainEvent.Fact("actor", deployment.actor), DomainEvent.Fact("status", deployment.status.rawValue),
        ]
        if let reason = deployment.reason { facts.append(DomainEvent.Fact("reason", reason)) }
        return facts
    }

    /// The outputs as text, without secrets.
    private static func printable(_ outputs: PropertyMap) -> [String: String] {
        outputs.compactMapValues { $0.containsSecret ? nil : $0.stringValue ?? $0.description }
    }
}
