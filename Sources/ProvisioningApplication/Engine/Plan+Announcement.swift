package import ProvisioningDomain

extension Plan {
    /// Every operation that its steps may begin, as far as it is known: what waits for outputs of others is unknown in the inputs,
    /// unless those are inputs of theirs, such as names.
    ///
    /// Pure.
    ///
    /// - Parameters:
    ///   - snapshot: the state from which the plan was made.
    ///   - reference: the provider of new resources.
    package func announcements(
        from snapshot: StackSnapshot, provider: any ResourceProvider, reference: ProviderReference
    ) -> [PendingOperation] {
        var known: [String: PropertyMap] = [:]
        for step in steps where step.action == .same { known[step.urn.name] = step.old?.outputsWithID }
        var operations: [PendingOperation] = []
        for step in steps {
            guard let declaration = step.declaration else {
                if let old = step.old, !old.pendingReplacement {
                    operations.append(PendingOperation(resource: old, kind: .deleting))
                }
                continue
            }
            if step.action == .same { continue }
            let resolved = declaration.inputs.mapValues { value in
                value.resolved { known[$0.resource]?[$0.output] }
            }
            let inputs = (try? provider.check(declaration.type, resolved)) ?? resolved
            // What a resource is given it also gives, so others that name it are known, too.
            known[step.urn.name] = inputs
            var state = ResourceState.planned(
                step, declaration, inputs, stack: stack, provider: reference.description)
            if step.action == .update, let old = step.old {
                state.continue(old)
                operations.append(PendingOperation(resource: state, kind: .updating))
            } else {
                if let old = step.old { operations.append(PendingOperation(resource: old, kind: .deleting)) }
                operations.append(PendingOperation(resource: state, kind: .creating))
            }
        }
        return operations
    }
}

extension ResourceState {
    /// The resource that a step brings about, before the cloud answered.
    static func planned(
        _ step: PlanStep, _ declaration: ResourceDeclaration, _ inputs: PropertyMap, stack: StackReference,
        provider: String
    ) -> ResourceState {
        ResourceState(
            urn: step.urn, type: declaration.type, inputs: inputs, parent: stack.rootURN,
            dependencies: step.dependencies.sorted { $0.text < $1.text },
            propertyDependencies: declaration.inputs.mapValues { value in
                let names = value.referencedResources
                return step.dependencies.filter { names.contains($0.name) }.sorted { $0.text < $1.text }
            },
            provider: provider,
            // `pulumi state protect` holds until `pulumi state unprotect`.
            protect: declaration.protect || step.old?.protect ?? false,
            retainOnDelete: step.old?.retainOnDelete ?? false)
    }

    /// Takes over what an update keeps.
    mutating func `continue`(_ old: ResourceState) {
        id = old.id
        outputs = old.outputs
        created = old.created
        provider = old.provider ?? provider
    }
}
