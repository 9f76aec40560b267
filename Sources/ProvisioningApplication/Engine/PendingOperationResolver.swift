package import ProvisioningDomain

/// Finds out what became of operations whose end was never recorded, by reading the cloud.
package struct PendingOperationResolver: Sendable {
    private let provider: any ResourceProvider
    private let clock: any WallClock
    private let progress: any ProgressReporter
    private let declarations: [ResourceDeclaration]

    /// - Parameter declarations: what the stack should be. They tell the inputs of an operation that was announced before they were
    ///   known; needed only when the journal that tells what had begun is lost.
    package init(
        provider: any ResourceProvider, clock: any WallClock, progress: any ProgressReporter,
        declarations: [ResourceDeclaration] = []
    ) {
        self.declarations = declarations
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
        let known = try await inputs(of: state, recorder)
        let wanted = known ?? state.inputs
        guard let found = try await find(state.type, wanted, isKnown: known != nil) else {
            return try await recorder.abandon(operation)
        }
        state.id = found.id
        state.inputs = found.inputs
        state.outputs = found.outputs
        state.keepNeeds(among: Set(await recorder.snapshot.resources.map(\.urn)))
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

    /// Looks for what a create made.
    ///
    /// - Parameter isKnown: whether all its inputs are. What is unknown even now needs something that was never made, or nobody knows any
    ///   more what was declared, as in a destroy after a power cut. Then only what its known inputs name can be ours.
    private func find(
        _ type: ResourceType, _ inputs: PropertyMap, isKnown: Bool
    ) async throws -> ResourceOutcome? {
        if isKnown { return try await provider.find(type, inputs) }
        do {
            return try await provider.find(type, inputs)
        } catch let error as any ProvisioningFailure
            where ["UnresolvedProperty", "ForeignResource"].contains(error.code)
        {
            return nil
        }
    }

    /// The inputs of a create, as far as they can be known; nil when some of it cannot.
    private func inputs(of state: ResourceState, _ recorder: StackRecorder) async throws -> PropertyMap? {
        guard PropertyValue.object(state.inputs).containsUnknown else { return state.inputs }
        let declaration = declarations.first { $0.name == state.urn.name && $0.type == state.type }
        let resources = await recorder.snapshot.resources.filter { !$0.delete && !$0.pendingReplacement }
        let outputs = Dictionary(resources.map { ($0.urn.name, $0.outputsWithID) }, uniquingKeysWith: { $1 })
        let resolved = (declaration?.inputs ?? state.inputs).mapValues { value in
            value.resolved { outputs[$0.resource]?[$0.output] }
        }
        if PropertyValue.object(resolved).containsUnknown { return nil }
        return try provider.check(state.type, resolved)
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

extension ResourceState {
    /// Drops what it was to need and is not there; the next apply writes it again.
    fileprivate mutating func keepNeeds(among known: Set<URN>) {
        dependencies.removeAll { !known.contains($0) }
        propertyDependencies = propertyDependencies.mapValues { $0.filter { known.contains($0) } }
    }
}
