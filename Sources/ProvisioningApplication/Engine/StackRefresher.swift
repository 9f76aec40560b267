package import ProvisioningDomain

/// Finds out how the resources of a stack are by reading each of them.
package struct StackRefresher: Sendable {
    private let provider: any ResourceProvider

    package init(provider: any ResourceProvider) { self.provider = provider }

    /// Reads every managed resource, all at once, and compares it with its state; writes nothing.
    ///
    /// Left out are resources that wait for their deletion, that Pulumi only reads (`external`), and of types that the provider
    /// does not manage.
    ///
    /// - Throws: the failure of the first resource, in the order of the state, that could not be read; `ProvisioningError` with
    ///   code `SealedSecret` when the state holds secrets that are not open, since they could be neither compared nor kept.
    package func drift(of snapshot: StackSnapshot) async throws -> StackDrift {
        let entries = snapshot.managed.filter { !$0.delete && !$0.pendingReplacement && !$0.external }
        let known = entries.filter { provider.manages($0.type) }
        if let sealed = known.first(where: { PropertyValue.object($0.inputs).containsSealed }) {
            throw ProvisioningError(
                .configuration, code: "SealedSecret",
                "\(sealed.urn.name) cannot be compared with the cloud: its state holds secrets that are not open",
                hint: "Give the stack's passphrase in PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.")
        }
        let answers = await read(known)
        var drift = StackDrift(stack: snapshot.stack)
        for (state, answer) in zip(known, answers) {
            if let found = ResourceDrift(state, actual: try answer.get()) { drift.resources.append(found) }
        }
        drift.warnings = entries.filter { !provider.manages($0.type) }.map {
            "\($0.urn.name) was not read: this version does not manage \($0.type)"
        }
        return drift
    }

    /// The answers in the order of the states.
    private func read(_ states: [ResourceState]) async -> [Result<ResourceOutcome?, any Error>] {
        await withTaskGroup(of: (Int, Result<ResourceOutcome?, any Error>).self) { group in
            for (index, state) in states.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await provider.read(state)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
