import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain
import ProvisioningTestSupport

/// Runs a declaration against a provider, one resource after the other, as the engine would.
struct MotoStack {
    let provider: AWSResourceProvider
    private(set) var states: [String: ResourceState] = [:]
    private(set) var order: [String] = []

    init(_ provider: AWSResourceProvider) { self.provider = provider }

    /// Creates or updates what differs.
    ///
    /// - Returns: the logical names of what changed.
    mutating func apply(_ declaration: StackDeclaration) async throws -> [String] {
        var changed: [String] = []
        var waiting = declaration.resources
        while !waiting.isEmpty {
            let ready = waiting.filter { $0.dependencies.allSatisfy { name in !waiting.contains { $0.name == name } } }
            for declared in ready where try await apply(declared) { changed.append(declared.name) }
            waiting.removeAll { resource in ready.contains { $0.name == resource.name } }
        }
        return changed
    }

    private mutating func apply(_ declared: ResourceDeclaration) async throws -> Bool {
        let known = states
        let resolved = declared.inputs.mapValues { value in
            value.resolved { reference in known[reference.resource]?.outputs[reference.output] }
        }
        let inputs = try provider.check(declared.type, resolved)
        if let old = states[declared.name] {
            let diff = provider.diff(old, inputs)
            guard !diff.changes.isEmpty else { return false }
            store(declared, try await provider.update(old, inputs, diff))
        } else {
            store(declared, try await provider.create(declared.type, inputs))
            order.append(declared.name)
        }
        return true
    }

    private mutating func store(_ declared: ResourceDeclaration, _ outcome: ResourceOutcome) {
        states[declared.name] = ResourceFixtures.state(
            declared.type, id: outcome.id, inputs: outcome.inputs, outputs: outcome.outputs)
    }

    /// Reads all resources.
    func read() async throws -> [String: ResourceOutcome?] {
        var all: [String: ResourceOutcome?] = [:]
        for (name, state) in states { all[name] = .some(try await provider.read(state)) }
        return all
    }

    /// Removes all resources, the last made first.
    func destroy() async throws {
        for name in order.reversed() {
            if let state = states[name] { try await provider.delete(state) }
        }
    }
}
