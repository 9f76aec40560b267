package import ProvisioningDomain

/// Executes a plan over its dependency graph, as wide as the graph allows.
///
/// After a failure or a cancellation no new step begins; those under way come to their end, so that the state says what is.
package struct PlanExecutor: Sendable {
    private let context: StepContext
    private let request: DomainEvent?

    /// - Parameter request: the event that led to the run; every event of a step names it.
    package init(context: StepContext, request: DomainEvent?) {
        self.context = context
        self.request = request
    }

    /// What became of a plan.
    package struct Outcome: Sendable {
        /// The steps that failed.
        package var failures: [StepFailure] = []
        /// The steps that changed something, by action.
        package var changes: [StepAction: Int] = [:]
        /// The outputs of each resource by logical name, with its id.
        package var outputs: [String: PropertyMap] = [:]
        /// Whether steps were left out.
        package var isIncomplete = false

        /// Whether every step was done.
        package var succeeded: Bool { failures.isEmpty && !isIncomplete }
    }

    /// Executes the steps that bring resources about, then those that remove them.
    package func execute(_ plan: Plan) async -> Outcome {
        var outcome = Outcome()
        await bringAbout(plan.steps.filter { !$0.action.isRemoval }, into: &outcome)
        guard outcome.failures.isEmpty, !outcome.isIncomplete else { return outcome }
        let planned = plan.steps.filter(\.action.isRemoval)
        // Together, because what is not declared any more and what was replaced may need each other.
        let replaced = await context.recorder.snapshot.managed
            .filter { state in
                state.delete && context.provider.manages(state.type)
                    && !planned.contains { $0.old?.urn == state.urn && $0.old?.id == state.id }
            }
            .map {
                PlanStep(
                    action: .delete, urn: $0.urn, declaration: nil, old: $0, diff: ResourceDiff(),
                    reason: "replaced", dependencies: [])
            }
        await remove(planned + replaced, counting: Set(planned), into: &outcome)
        return outcome
    }

    private func bringAbout(_ steps: [PlanStep], into outcome: inout Outcome) async {
        let runner = StepRunner(context: context, request: request)
        let wanted = Set(steps.map(\.urn))
        var waiting = steps
        var done: Set<URN> = []
        var running = 0
        await withTaskGroup(of: (PlanStep, Result<StepRunner.Result, any Error>).self) { group in
            func startReady(_ outputs: [String: PropertyMap]) {
                guard !Task.isCancelled else { return }
                for step in waiting where step.dependencies.allSatisfy({ done.contains($0) || !wanted.contains($0) }) {
                    let inputs = Self.resolved(step, outputs)
                    running += 1
                    group.addTask {
                        do {
                            return (step, .success(try await runner.bringAbout(step, inputs: inputs)))
                        } catch {
                            return (step, .failure(error))
                        }
                    }
                    waiting.removeAll { $0.urn == step.urn }
                }
            }
            startReady(outcome.outputs)
            while running > 0, let (step, result) = await group.next() {
                running -= 1
                switch result {
                case .success(let result):
                    done.insert(step.urn)
                    outcome.outputs[step.urn.name] = result.state.outputsWithID
                    if result.action != .same { outcome.changes[result.action, default: 0] += 1 }
                case .failure(let error):
                    outcome.failures.append(StepFailure(step: step, error: error))
                }
                if outcome.failures.isEmpty { startReady(outcome.outputs) }
            }
        }
        outcome.isIncomplete = !waiting.isEmpty
    }

    private func remove(_ steps: [PlanStep], counting counted: Set<PlanStep>, into outcome: inout Outcome) async {
        let runner = StepRunner(context: context, request: request)
        var waiting = steps
        var running = 0
        var changes: [StepAction: Int] = [:]
        var failures: [StepFailure] = []
        await withTaskGroup(of: (PlanStep, (any Error)?).self) { group in
            var unfinished = steps
            func startReady() {
                guard !Task.isCancelled else { return }
                var ready = waiting.filter { step in
                    !unfinished.contains { other in
                        other.urn != step.urn && (other.old?.predecessors.contains(step.urn) ?? false)
                    }
                }
                // Resources of different times can name each other in a circle.
                if ready.isEmpty, running == 0 { ready = Array(waiting.prefix(1)) }
                for step in ready {
                    guard let old = step.old else { continue }
                    running += 1
                    group.addTask {
                        do {
                            try await runner.remove(step, old)
                            return (step, nil)
                        } catch {
                            return (step, error)
                        }
                    }
                }
                waiting.removeAll { ready.contains($0) }
            }
            startReady()
            while running > 0, let (step, error) = await group.next() {
                running -= 1
                if let error {
                    failures.append(StepFailure(step: step, error: error))
                } else {
                    if counted.contains(step) { changes[step.action, default: 0] += 1 }
                    unfinished.removeAll { $0 == step }
                }
                if failures.isEmpty { startReady() }
            }
        }
        outcome.failures += failures
        outcome.changes.merge(changes, uniquingKeysWith: +)
        if !waiting.isEmpty { outcome.isIncomplete = true }
    }

    /// The inputs of a step with every reference replaced by what has become known.
    private static func resolved(_ step: PlanStep, _ outputs: [String: PropertyMap]) -> PropertyMap {
        (step.declaration?.inputs ?? [:]).mapValues { value in
            value.resolved { outputs[$0.resource]?[$0.output] }
        }
    }
}

extension ResourceState {
    /// The outputs, in which `id` is the resource's id.
    package var outputsWithID: PropertyMap {
        var outputs = outputs
        if let id { outputs["id"] = .string(id) }
        return outputs
    }
}
