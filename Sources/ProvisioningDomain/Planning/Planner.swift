/// Compares a stack as it is with the stack as it should be; pure.
///
/// A resource that was deleted to be replaced counts as missing.
public struct Planner: Sendable {
    let provider: any ResourceProvider

    /// Makes a planner that asks a provider how resources differ.
    public init(provider: any ResourceProvider) { self.provider = provider }

    /// The steps from a snapshot to a declaration.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` when the declaration is malformed, or when a protected resource
    ///   would have to go.
    public func plan(_ declaration: StackDeclaration, from snapshot: StackSnapshot) throws -> Plan {
        let resources = try DependencyGraph.sorted(declaration.resources)
        let urns = Dictionary(
            resources.map { ($0.name, URN(stack: snapshot.stack, type: $0.type, name: $0.name)) },
            uniquingKeysWith: { first, _ in first })
        var known: [String: KnownOutputs] = [:]
        var steps: [PlanStep] = []
        for resource in resources {
            guard let urn = urns[resource.name] else { continue }
            let step = try self.step(for: resource, urn: urn, urns: urns, snapshot: snapshot, known: known)
            known[resource.name] = KnownOutputs(step)
            steps.append(step)
        }
        let removals = try removals(from: snapshot, keeping: Set(urns.values))
        steps += removals.steps
        let outputs = declaration.outputs.mapValues { value in
            value.resolved { known[$0.resource]?.value($0.output) }
        }
        return Plan(
            stack: snapshot.stack, steps: steps, outputs: declaration.outputs,
            outputsChange: !PropertyDiff.changes(from: snapshot.outputs, to: outputs).isEmpty,
            warnings: declaration.warnings + removals.warnings)
    }

    /// The steps that remove every resource of a stack, dependents first.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` when a resource is protected.
    public func destruction(of snapshot: StackSnapshot) throws -> Plan {
        let removals = try removals(from: snapshot, keeping: [], reason: "destroyed")
        return Plan(
            stack: snapshot.stack, steps: removals.steps, outputs: [:], outputsChange: !snapshot.outputs.isEmpty,
            warnings: removals.warnings)
    }

    private func step(
        for resource: ResourceDeclaration, urn: URN, urns: [String: URN], snapshot: StackSnapshot,
        known: [String: KnownOutputs]
    ) throws -> PlanStep {
        let dependencies = resource.dependencies.compactMap { urns[$0] }
        let resolved = resource.inputs.mapValues { value in
            value.resolved { known[$0.resource]?.value($0.output) }
        }
        let inputs = try provider.check(resource.type, resolved)
        guard let old = snapshot.resource(urn), !old.pendingReplacement else {
            let isPending = snapshot.resource(urn) != nil
            return PlanStep(
                action: .create, urn: urn, declaration: resource, old: nil,
                diff: ResourceDiff(changes: PropertyDiff.changes(from: [:], to: inputs)),
                reason: isPending ? "deleted to be replaced" : "not in the state", dependencies: dependencies)
        }
        let diff = provider.diff(old, inputs)
        let action: StepAction
        let reason: String
        if diff.requiresReplacement {
            action = .replace
            let paths = diff.changes.filter(\.forcesReplacement).map(\.path)
            reason = "\(paths.joined(separator: ", ")) cannot be changed in place"
            try refuseIfProtected(old, wouldBe: "replaced")
            if old.retainOnDelete, diff.deleteBeforeReplace { throw Self.cannotMakeRoom(old, reason) }
        } else if !diff.changes.isEmpty {
            action = .update
            reason = "\(diff.changes.map(\.path).joined(separator: ", ")) changed"
        } else if let unfinished = old.initErrors.first {
            action = .update
            reason = "the last operation did not finish: \(unfinished)"
        } else {
            action = .same
            reason = "unchanged"
        }
        if old.external, action != .same { throw Self.isExternal(old, reason) }
        return PlanStep(
            action: action, urn: urn, declaration: resource, old: old, diff: diff, reason: reason,
            dependencies: dependencies)
    }

    func refuseIfProtected(_ resource: ResourceState, wouldBe what: String) throws {
        guard resource.protect else { return }
        throw ProvisioningError(
            .configuration, code: "ProtectedResource", "\(resource.urn.name) is protected and would be \(what)",
            hint: "Take its protection away first: pulumi state unprotect '\(resource.urn)'")
    }
}

extension Planner {
    private static func isExternal(_ resource: ResourceState, _ reason: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "ExternalResource",
            "\(resource.urn.name) is only read by the stack (external), and the declaration would change it: \(reason)",
            hint: "Take its entry out of the state first: pulumi state delete '\(resource.urn)'")
    }

    private static func cannotMakeRoom(_ resource: ResourceState, _ reason: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "RetainedResource",
            "\(resource.urn.name) is kept when it is deleted (retainOnDelete), but its replacement needs its name: \(reason)",
            hint: "Undo the change, or take its entry out of the state first: pulumi state delete '\(resource.urn)'")
    }
}

/// The outputs of a resource that hold while a plan is made.
private struct KnownOutputs {
    var outputs: PropertyMap = [:]
    var unstable: Set<String> = []

    init(_ step: PlanStep) {
        guard step.action == .same || step.action == .update, let old = step.old else { return }
        outputs = old.outputs
        if let id = old.id { outputs["id"] = .string(id) }
        if step.action == .update { unstable = step.diff.unstableOutputs }
    }

    func value(_ output: String) -> PropertyValue? { unstable.contains(output) ? nil : outputs[output] }
}
