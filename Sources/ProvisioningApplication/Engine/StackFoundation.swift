package import ProvisioningDomain

/// The resources that every stack begins with: the stack itself and the default provider.
package enum StackFoundation {
    /// Adds what is missing and says how resources refer to the provider.
    ///
    /// A provider of the same package and major version that the state already has is kept, as taking turns with Pulumi needs.
    ///
    /// - Throws: `ProvisioningError` when that provider works in another region: the old resources would be lost from sight.
    package static func lay(
        under snapshot: StackSnapshot, provider: ProviderDeclaration, id: String, at time: Timestamp
    ) throws -> (snapshot: StackSnapshot, reference: ProviderReference) {
        var laid = snapshot
        let root = snapshot.stack.rootURN
        if laid.resource(root) == nil {
            laid.resources.insert(
                ResourceState(urn: root, custom: false, type: .stack, created: time, modified: time), at: 0)
        }
        if let index = laid.resources.firstIndex(where: { $0.fits(provider) && $0.id != nil }),
            let existingID = laid.resources[index].id
        {
            let existing = laid.resources[index]
            try refuseOtherRegion(existing, provider, snapshot)
            if snapshot.managed.isEmpty, let region = provider.inputs["region"], existing.inputs["region"] != region {
                // Nothing lives in the other region yet.
                laid.resources[index].inputs["region"] = region
                laid.resources[index].outputs["region"] = region
                laid.resources[index].modified = time
            }
            return (laid, ProviderReference(urn: existing.urn, id: existingID))
        }
        let urn = URN(stack: snapshot.stack, type: provider.type, name: provider.defaultName)
        var outputs = provider.inputs
        outputs["version"] = .string(provider.version)
        var inputs = outputs
        inputs["__internal"] = .object([:])
        let position = laid.resources.firstIndex { $0.urn == root }.map { $0 + 1 } ?? 0
        laid.resources.insert(
            ResourceState(
                urn: urn, id: id, type: provider.type, inputs: inputs, outputs: outputs, created: time, modified: time),
            at: position)
        return (laid, ProviderReference(urn: urn, id: id))
    }

    /// Refuses to work on a stack whose provider works in another region.
    ///
    /// - Throws: `ProvisioningError` with code `RegionChanged`.
    package static func refuseOtherRegion(_ provider: ProviderDeclaration, _ snapshot: StackSnapshot) throws {
        guard let existing = snapshot.resources.first(where: { $0.fits(provider) && $0.id != nil }) else { return }
        try refuseOtherRegion(existing, provider, snapshot)
    }

    private static func refuseOtherRegion(
        _ existing: ResourceState, _ provider: ProviderDeclaration, _ snapshot: StackSnapshot
    ) throws {
        guard let old = existing.inputs["region"]?.stringValue, let new = provider.inputs["region"]?.stringValue,
            old != new, !(snapshot.managed.isEmpty && snapshot.pendingOperations.isEmpty)
        else { return }
        throw ProvisioningError(
            .configuration, code: "RegionChanged",
            "\(snapshot.stack) lives in \(old), and the configuration says \(new)",
            hint: "Set region back to \(old), or destroy the stack there first and apply again.")
    }
}

extension ResourceState {
    /// Whether it is a provider that can serve in place of the declared one.
    fileprivate func fits(_ provider: ProviderDeclaration) -> Bool {
        guard type == provider.type, !delete else { return false }
        guard let version = inputs["version"]?.stringValue else { return false }
        return version.split(separator: ".").first.map(String.init) == provider.majorVersion
    }
}
