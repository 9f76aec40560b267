package import ProvisioningDomain

/// Performs one step: records its begin, asks the provider, records its end.
package struct StepRunner: Sendable {
    private let context: StepContext
    private let request: DomainEvent?

    package init(context: StepContext, request: DomainEvent?) {
        self.context = context
        self.request = request
    }

    /// Creates, updates or replaces the resource of a step.
    ///
    /// - Parameter inputs: the declaration's inputs with every reference resolved.
    /// - Returns: the state of the resource after the step.
    package func bringAbout(_ step: PlanStep, inputs: PropertyMap) async throws -> ResourceState {
        guard let declaration = step.declaration else {
            throw ProvisioningError(.operation, code: "MalformedPlan", "\(step.urn) has nothing to bring about")
        }
        let checked = try context.provider.check(declaration.type, inputs)
        guard let old = step.old else {
            return try await create(step, declaration, checked, replacing: nil)
        }
        let diff = context.provider.diff(old, checked)
        if diff.requiresReplacement {
            if diff.deleteBeforeReplace { try await remove(step, old) }
            return try await create(step, declaration, checked, replacing: diff.deleteBeforeReplace ? nil : old)
        }
        if diff.changes.isEmpty, old.initErrors.isEmpty { return old }
        return try await update(step, old, declaration, checked, diff)
    }

    /// Removes a resource.
    package func remove(_ step: PlanStep, _ old: ResourceState) async throws {
        let operation = PendingOperation(resource: old, kind: .deleting)
        try await announced(
            step, .infrastructureRemovalRequested, .infrastructureRemoved, .infrastructureRemovalFailed, id: old.id
        ) {
            try await context.recorder.begin(operation)
            do {
                try await context.provider.delete(old)
            } catch {
                try await settle(operation, error)
                throw error
            }
            try await context.recorder.remove(operation, old)
        }
    }

    private func create(
        _ step: PlanStep, _ declaration: ResourceDeclaration, _ inputs: PropertyMap, replacing old: ResourceState?
    ) async throws -> ResourceState {
        var state = blank(step, declaration, inputs)
        let operation = PendingOperation(resource: state, kind: .creating)
        return try await announced(
            step, .infrastructureUpdateRequested, .infrastructureUpdated, .infrastructureUpdateFailed, id: nil
        ) {
            try await context.recorder.begin(operation)
            do {
                state.adopt(try await context.provider.create(declaration.type, inputs), at: context.clock.now())
            } catch let partial as PartialOutcome {
                state.adopt(partial.outcome, at: context.clock.now(), unfinished: "\(partial.reason)")
                try await context.recorder.finish(operation, with: state, keepsOld: old != nil)
                throw partial
            } catch {
                try await settle(operation, error)
                throw error
            }
            try await context.recorder.finish(operation, with: state, keepsOld: old != nil)
            return state
        }
    }

    private func update(
        _ step: PlanStep, _ old: ResourceState, _ declaration: ResourceDeclaration, _ inputs: PropertyMap,
        _ diff: ResourceDiff
    ) async throws -> ResourceState {
        var state = blank(step, declaration, inputs)
        state.id = old.id
        state.outputs = old.outputs
        state.created = old.created
        state.provider = old.provider ?? state.provider
        let operation = PendingOperation(resource: state, kind: .updating)
        return try await announced(
            step, .infrastructureUpdateRequested, .infrastructureUpdated, .infrastructureUpdateFailed, id: old.id
        ) {
            try await context.recorder.begin(operation)
            do {
                state.adopt(try await context.provider.update(old, inputs, diff), at: context.clock.now())
            } catch let partial as PartialOutcome {
                state.adopt(partial.outcome, at: context.clock.now(), unfinished: "\(partial.reason)")
                try await context.recorder.finish(operation, with: state)
                throw partial
            } catch {
                try await settle(operation, error)
                throw error
            }
            try await context.recorder.finish(operation, with: state)
            return state
        }
    }

    /// A failed operation stays pending when the cloud may have done it all the same.
    private func settle(_ operation: PendingOperation, _ error: any Error) async throws {
        let isUnknown = error is CancellationError || ((error as? any ProvisioningFailure)?.outcomeIsUnknown ?? false)
        if !isUnknown { try await context.recorder.abandon(operation) }
    }

    private func blank(_ step: PlanStep, _ declaration: ResourceDeclaration, _ inputs: PropertyMap) -> ResourceState {
        ResourceState(
            urn: step.urn, type: declaration.type, inputs: inputs, parent: context.stack.rootURN,
            dependencies: step.dependencies.sorted { $0.text < $1.text },
            propertyDependencies: propertyDependencies(of: declaration, among: step.dependencies),
            provider: context.providerReference.description, protect: declaration.protect)
    }

    private func propertyDependencies(
        of declaration: ResourceDeclaration, among dependencies: [URN]
    ) -> [String: [URN]] {
        declaration.inputs.mapValues { value in
            let names = value.referencedResources
            return dependencies.filter { names.contains($0.name) }.sorted { $0.text < $1.text }
        }
    }

    /// Publishes the request before and the end after an operation, and tells the progress reporter.
    private func announced<Result>(
        _ step: PlanStep, _ requested: DomainEventKind, _ succeeded: DomainEventKind, _ failed: DomainEventKind,
        id: String?, _ operation: () async throws -> Result
    ) async throws -> Result {
        context.progress.report(.started(step))
        let started = context.clock.now()
        var facts = [
            DomainEvent.Fact("action", step.action.rawValue), DomainEvent.Fact("urn", step.urn.text),
            DomainEvent.Fact("resourceType", step.urn.type.token), DomainEvent.Fact("name", step.urn.name),
        ]
        if let id { facts.append(DomainEvent.Fact("resourceId", id)) }
        let event = try await context.journal.publish(requested, cause: request, facts)
        do {
            let result = try await operation()
            try await context.journal.publish(succeeded, cause: event, facts)
            let elapsed = context.clock.now().nanoseconds - started.nanoseconds
            context.progress.report(.finished(step, elapsed: .nanoseconds(elapsed)))
            return result
        } catch {
            let failure = StepFailure(step: step, error: error)
            context.progress.report(.failed(step, message: failure.message))
            try await context.journal.publish(
                failed, cause: event,
                facts + [DomainEvent.Fact("code", failure.code), DomainEvent.Fact("error", failure.message)])
            throw error
        }
    }
}

extension ResourceState {
    /// Takes over what a provider answered.
    fileprivate mutating func adopt(_ outcome: ResourceOutcome, at time: Timestamp, unfinished: String? = nil) {
        id = outcome.id
        inputs = outcome.inputs
        outputs = outcome.outputs
        created = created ?? time
        modified = time
        initErrors = unfinished.map { [$0] } ?? []
    }
}
