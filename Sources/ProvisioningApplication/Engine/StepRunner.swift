package import ProvisioningDomain

/// Performs one step: records its begin, asks the provider, records its end.
package struct StepRunner: Sendable {
    private let context: StepContext
    private let request: DomainEvent?

    package init(context: StepContext, request: DomainEvent?) {
        self.context = context
        self.request = request
    }

    /// What a step came to.
    package struct Result: Sendable {
        /// The resource after the step.
        package var state: ResourceState
        /// What was done: once the outputs of other resources are known it may be something else than was planned.
        package var action: StepAction
    }

    /// Creates, updates or replaces the resource of a step, or finds that nothing is to be done.
    ///
    /// - Parameter inputs: the declaration's inputs with every reference resolved.
    package func bringAbout(_ planned: PlanStep, inputs: PropertyMap) async throws -> Result {
        guard let declaration = planned.declaration else {
            throw ProvisioningError(.operation, code: "MalformedPlan", "\(planned.urn) has nothing to bring about")
        }
        if let missing = inputs.filter(\.value.containsUnknown).keys.min() {
            throw ProvisioningError(
                .operation, code: "MissingOutput",
                "\(planned.urn.name): its \(missing) needs an output that no other resource gave")
        }
        let checked = try context.provider.check(declaration.type, inputs)
        var step = planned
        guard let old = planned.old else {
            step.action = .create
            return Result(state: try await create(step, declaration, checked, replacing: nil), action: .create)
        }
        let diff = context.provider.diff(old, checked)
        step.diff = diff
        if diff.requiresReplacement {
            step.action = .replace
            if diff.deleteBeforeReplace { try await makeRoom(step, old) }
            let state = try await create(
                step, declaration, checked, replacing: diff.deleteBeforeReplace ? nil : old)
            return Result(state: state, action: .replace)
        }
        if diff.changes.isEmpty, old.initErrors.isEmpty {
            return Result(state: try await keep(step, old, declaration), action: .same)
        }
        step.action = .update
        return Result(state: try await update(step, old, declaration, checked, diff), action: .update)
    }

    /// Removes a resource.
    package func remove(_ step: PlanStep, _ old: ResourceState) async throws {
        if old.pendingReplacement {
            // It is gone already; only its entry is left.
            return try await context.recorder.remove(nil, old)
        }
        if old.staysInTheCloud {
            context.progress.report(.note("forgetting \(old.urn.name), which stays in the cloud"))
            return try await context.recorder.remove(nil, old)
        }
        let others = await context.recorder.snapshot.resources.filter {
            $0 != old && !$0.delete && !$0.pendingReplacement
        }
        if others.contains(where: { context.provider.isSame(old, $0) }) {
            // Another entry took the thing over, as after a change of the logical name: only this entry goes.
            return try await context.recorder.remove(nil, old)
        }
        try await remove(step, old) { operation in try await context.recorder.remove(operation, old) }
    }

    /// Removes a resource whose replacement needs its name; its entry stays for those that name it.
    private func makeRoom(_ step: PlanStep, _ old: ResourceState) async throws {
        var removal = step
        removal.action = .delete
        try await remove(removal, old) { operation in
            try await context.recorder.markPendingReplacement(operation, old)
        }
    }

    private func remove(
        _ step: PlanStep, _ old: ResourceState, record: (PendingOperation) async throws -> Void
    ) async throws {
        let operation = PendingOperation(resource: old, kind: .deleting)
        try await announced(
            step, .infrastructureRemovalRequested, .infrastructureRemoved, .infrastructureRemovalFailed, id: old.id
        ) {
            try await context.recorder.begin(operation)
            do {
                try await context.provider.delete(old)
            } catch {
                await settle(operation, error)
                throw error
            }
            try await record(operation)
        }
    }

    private func create(
        _ step: PlanStep, _ declaration: ResourceDeclaration, _ inputs: PropertyMap, replacing old: ResourceState?
    ) async throws -> ResourceState {
        let state = blank(step, declaration, inputs)
        return try await changed(
            step, state, PendingOperation(resource: state, kind: .creating), keepsOld: old != nil
        ) {
            try await context.provider.create(declaration.type, inputs)
        }
    }

    private func update(
        _ step: PlanStep, _ old: ResourceState, _ declaration: ResourceDeclaration, _ inputs: PropertyMap,
        _ diff: ResourceDiff
    ) async throws -> ResourceState {
        var state = blank(step, declaration, inputs)
        state.continue(old)
        let operation = PendingOperation(resource: state, kind: .updating)
        return try await changed(step, state, operation, keepsOld: false, earlier: old) {
            let outcome = try await context.provider.update(old, inputs, diff)
            if diff.changes.isEmpty || old.initErrors.isEmpty { return outcome }
            return try await finishUnfinished(old, outcome)
        }
    }

    /// Finishes what an earlier operation left undone: these changes need not have touched it.
    private func finishUnfinished(_ old: ResourceState, _ outcome: ResourceOutcome) async throws -> ResourceOutcome {
        var state = old
        state.adopt(outcome, at: context.clock.now())
        do {
            return try await context.provider.update(state, outcome.inputs, ResourceDiff())
        } catch let failure as any ProvisioningFailure {
            throw PartialOutcome(outcome: outcome, reason: failure)
        }
    }

    /// Records the begin of an operation, performs it, and records what it left behind.
    private func changed(
        _ step: PlanStep, _ before: ResourceState, _ operation: PendingOperation, keepsOld: Bool,
        earlier: ResourceState? = nil, _ perform: () async throws -> ResourceOutcome
    ) async throws -> ResourceState {
        var state = before
        return try await announced(
            step, .infrastructureUpdateRequested, .infrastructureUpdated, .infrastructureUpdateFailed, id: before.id
        ) {
            try await context.recorder.begin(operation)
            do {
                state.adopt(try await perform(), at: context.clock.now())
            } catch let partial as PartialOutcome {
                state.adopt(partial.outcome, at: context.clock.now(), unfinished: "\(partial.reason)")
                // Half done, it may still use what it used before.
                if let earlier { state.addNeeds(of: earlier, among: earlier.predecessors) }
                let unfinished = state
                // When an answer was lost, more may have been done than what is known: the next run looks.
                let doubt =
                    partial.reason.outcomeIsUnknown ? PendingOperation(resource: unfinished, kind: .updating) : nil
                await recorded(step) {
                    try await context.recorder.finish(
                        operation, with: unfinished, keepsOld: keepsOld, leaving: doubt)
                }
                throw partial
            } catch {
                await settle(operation, error)
                throw error
            }
            try await context.recorder.finish(operation, with: state, keepsOld: keepsOld)
            return state
        }
    }

    /// Records what changed about a resource although the cloud has nothing to do: what it needs, and its protection.
    private func keep(
        _ step: PlanStep, _ old: ResourceState, _ declaration: ResourceDeclaration
    ) async throws -> ResourceState {
        let fresh = blank(step, declaration, old.inputs)
        guard fresh.needs != old.needs || fresh.protect != old.protect else { return old }
        var state = old
        state.dependencies = fresh.dependencies
        state.propertyDependencies = fresh.propertyDependencies
        state.protect = fresh.protect
        try await context.recorder.finish(nil, with: state)
        return state
    }

    /// Forgets a failed operation, unless the cloud may have done it all the same: then it stays pending.
    private func settle(_ operation: PendingOperation, _ error: any Error) async {
        guard let failure = error as? any ProvisioningFailure, !failure.outcomeIsUnknown else { return }
        await recorded(nil) { try await context.recorder.abandon(operation) }
    }

    /// Records something about an operation that has failed: a second failure must not hide the first.
    private func recorded(_ step: PlanStep?, _ record: () async throws -> Void) async {
        do {
            try await record()
        } catch {
            let subject = step.map { " of \($0.urn.name)" } ?? ""
            context.progress.report(.warning("the outcome\(subject) could not be recorded: \(error)"))
        }
    }

    private func blank(_ step: PlanStep, _ declaration: ResourceDeclaration, _ inputs: PropertyMap) -> ResourceState {
        .planned(
            step, declaration, inputs, stack: context.stack, provider: context.providerReference.description)
    }

    /// Publishes the request before and the end after an operation, and tells the progress reporter.
    private func announced<Value>(
        _ step: PlanStep, _ requested: DomainEventKind, _ succeeded: DomainEventKind, _ failed: DomainEventKind,
        id: String?, _ operation: () async throws -> Value
    ) async throws -> Value {
        var facts = [
            DomainEvent.Fact("action", step.action.rawValue), DomainEvent.Fact("urn", step.urn.text),
            DomainEvent.Fact("resourceType", step.urn.type.token), DomainEvent.Fact("name", step.urn.name),
        ]
        if let id { facts.append(DomainEvent.Fact("resourceId", id)) }
        let started = context.clock.now()
        let event = try await context.journal.publish(requested, cause: request, facts)
        context.progress.report(.started(step))
        let result: Value
        do {
            result = try await operation()
        } catch {
            let failure = StepFailure(step: step, error: error)
            context.progress.report(.failed(step, message: failure.message))
            let ending = facts + [DomainEvent.Fact("code", failure.code), DomainEvent.Fact("error", failure.message)]
            await recorded(step) { try await context.journal.publish(failed, cause: event, ending) }
            throw error
        }
        let elapsed = context.clock.now().nanoseconds - started.nanoseconds
        context.progress.report(.finished(step, elapsed: .nanoseconds(elapsed)))
        try await context.journal.publish(succeeded, cause: event, facts)
        return result
    }
}

extension ResourceProvider {
    /// Whether two entries of the state stand for one thing in the cloud: ids alone can be equal under different parents.
    fileprivate func isSame(_ left: ResourceState, _ right: ResourceState) -> Bool {
        left.type == right.type && left.id != nil && left.id == right.id
            && !diff(left, right.inputs).requiresReplacement
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

    /// Adds what another state of it needs, as far as that is among `known`.
    mutating func addNeeds(of other: ResourceState, among known: Set<URN>) {
        let needed = other.needs.subtracting(needs).intersection(known)
        dependencies = Set(dependencies).union(needed).sorted { $0.text < $1.text }
    }

    /// The resources that it needs, without its parent and its provider.
    fileprivate var needs: Set<URN> {
        propertyDependencies.values.reduce(into: Set(dependencies)) { $0.formUnion($1) }
    }
}
