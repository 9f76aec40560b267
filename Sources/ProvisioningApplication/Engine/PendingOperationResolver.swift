package import ProvisioningDomain

/// Finds out what became of operations whose end was never recorded, by reading the cloud.
package struct PendingOperationResolver: Sendable {
    private let provider: any ResourceProvider
    private let clock: any WallClock
    private let progress: any ProgressReporter

    package init(provider: any ResourceProvider, clock: any WallClock, progress: any ProgressReporter) {
        self.provider = provider
        self.clock = clock
        self.progress = progress
    }

    /// Resolves every pending operation of a snapshot and records each answer.
    ///
    /// - Throws: a `ProvisioningFailure` when the cloud cannot be read, or when an interrupted create meets a resource that is not ours.
    package func resolve(_ recorder: StackRecorder) async throws {
        for operation in await recorder.snapshot.pendingOperations {
            let name = operation.resource.urn.name
            progress.report(.note("finding out what became of \(operation.kind.rawValue) \(name)"))
            switch operation.kind {
            case .creating: try await resolveCreate(operation, recorder)
            case .updating: try await resolveUpdate(operation, recorder)
            case .deleting: try await resolveDelete(operation, recorder)
            case .reading: try await recorder.abandon(operation)
            }
        }
    }

    private func resolveCreate(_ operation: PendingOperation, _ recorder: StackRecorder) async throws {
        var state = operation.resource
        guard let found = try await provider.find(state.type, state.inputs) else {
            return try await recorder.abandon(operation)
        }
        let wanted = state.inputs
        state.id = found.id
        state.inputs = found.inputs
        state.outputs = found.outputs
        state.created = clock.now()
        state.modified = state.created
        // Reading cannot tell every half-done create from a whole one, so the next step finishes it.
        state.initErrors = ["its creation was interrupted"]
        let old = await recorder.snapshot.resource(state.urn).flatMap { $0.pendingReplacement ? nil : $0 }
        if let old, old.id == found.id || provider.diff(state, wanted).requiresReplacement {
            // A replacement that had not begun: what answers to the name is the old resource.
            return try await recorder.abandon(operation)
        }
        try await recorder.finish(operation, with: state, keepsOld: old != nil)
    }

    private func resolveUpdate(_ operation: PendingOperation, _ recorder: StackRecorder) async throws {
        guard var state = await recorder.snapshot.resource(operation.resource.urn) else {
            return try await recorder.abandon(operation)
        }
        guard let actual = try await provider.read(state) else {
            return try await recorder.forget(operation, state)
        }
        state.id = actual.id
        state.inputs = actual.inputs
        state.outputs = actual.outputs
        // Reading cannot tell every half-done update from a whole one (a version not yet published, say), so the next step repeats it.
        state.initErrors = ["an update was interrupted"]
        state.modified = clock.now()
        // It may use by now what it was to use, and still what it used.
        let known = Set(await recorder.snapshot.resources.map(\.urn))
        state.addNeeds(of: operation.resource, among: known)
        try await recorder.finish(operation, with: state)
    }

    private func resolveDelete(_ operation: PendingOperation, _ recorder: StackRecorder) async throws {
        if try await provider.read(operation.resource) == nil {
            try await recorder.forget(operation, operation.resource)
        } else {
            try await recorder.abandon(operation)
        }
    }
}
