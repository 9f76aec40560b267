package import ProvisioningDomain

/// Brings the state of a stack to what is in the cloud; changes nothing there.
package struct RefreshStack: Sendable {
    private let ports: ApplicationPorts

    package init(ports: ApplicationPorts) { self.ports = ports }

    /// Locks the stack, resolves what an earlier run left pending, reads every resource and writes what differs into the state.
    ///
    /// - Parameters:
    ///   - stack: the stack.
    ///   - provider: the Pulumi provider of its resources.
    /// - Returns: `completed` with the drift, `unchanged` without any.
    /// - Throws: a `ProvisioningFailure` when a resource could not be read or the state not be written.
    package func run(_ stack: StackReference, provider: ProviderDeclaration) async throws -> RunResult {
        try await ports.locked(stack) { lock in
            let started = ports.clock.now()
            guard let loaded = try await ports.backend.load(stack) else { return .nothing(to: stack) }
            try StackFoundation.refuseOtherRegion(provider, loaded)
            try await ports.provider.verify(loaded.managed)
            let recorder = StackRecorder(snapshot: loaded, backend: ports.backend, lock: lock)
            try await PendingOperationResolver(
                provider: ports.provider, clock: ports.clock, progress: ports.progress
            ).resolve(recorder)
            try await ports.closeInterruptedDeployments(of: stack)
            let drift = try await ports.refresh(recorder)
            if !drift.isEmpty {
                try await ports.backend.record(
                    UpdateRecord(
                        kind: .refresh, startedAt: started, endedAt: ports.clock.now(), succeeded: true,
                        message: "refresh",
                        resourceChanges: drift.counts.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }),
                    lock: lock)
            }
            var result = RunResult.nothing(to: stack)
            result.status = drift.isEmpty ? .unchanged : .completed
            result.changes = drift.counts
            result.outputs = await recorder.snapshot.outputs
            result.drift = drift
            return result
        }
    }
}

extension ApplicationPorts {
    /// Writes what differs from the cloud into the state and publishes one `DriftDetected` for each resource that does.
    func refresh(_ recorder: StackRecorder) async throws -> StackDrift {
        let snapshot = await recorder.snapshot
        progress.report(.phase("reading what is in the cloud"))
        let drift = try await StackRefresher(provider: provider).drift(of: snapshot)
        drift.warnings.forEach { progress.report(.warning($0)) }
        guard !drift.isEmpty else { return drift }
        let now = clock.now()
        try await recorder.edit { $0 = drift.applied(to: $0, at: now) }
        let journal = EventJournal(
            stack: snapshot.stack, aggregateID: "\(snapshot.stack)", publisher: publisher, clock: clock,
            identifiers: identifiers)
        for resource in drift.resources {
            try await journal.publish(.driftDetected, at: now, cause: nil, resource.facts(in: snapshot.stack))
        }
        return drift
    }
}

extension ResourceDrift {
    /// What an event says of it: names only, since a value might be secret.
    fileprivate func facts(in stack: StackReference) -> [DomainEvent.Fact] {
        var facts = [
            DomainEvent.Fact("stack", "\(stack)"), DomainEvent.Fact("urn", resource.urn.text),
            DomainEvent.Fact("resourceType", resource.type.token), DomainEvent.Fact("name", resource.urn.name),
            DomainEvent.Fact("drift", isGone ? "gone" : "changed"),
        ]
        if let id = resource.id { facts.append(DomainEvent.Fact("resourceId", id)) }
        if !changes.isEmpty {
            facts.append(DomainEvent.Fact("properties", changes.map(\.path).joined(separator: ",")))
        }
        return facts
    }
}
