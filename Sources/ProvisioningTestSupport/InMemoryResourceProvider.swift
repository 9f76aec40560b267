package import ProvisioningDomain

/// A small cloud with its provider, and faults on demand.
///
/// Every thing has `name`, `size` (1 when left out), `kind`, `parent` (an id) and `uses` (a list of ids), and gives `address` and `version`.
/// A change of `kind` or `parent` replaces it. What others use or are children of cannot be deleted, and nothing can be made on something
/// that does not exist. A `box` has an id of the cloud's making, so that old and new stand beside each other. A `named` has its unique
/// name as its id and is deleted before it is replaced; another `name` makes another thing. A `versioned` is a box that publishes a new
/// `version` with each change of its size.
package final class InMemoryResourceProvider: ResourceProvider, Sendable {
    package static let box: ResourceType = "test:cloud/box:Box"
    package static let named: ResourceType = "test:cloud/named:Named"
    package static let versioned: ResourceType = "test:cloud/versioned:Versioned"

    /// An operation that writes.
    package struct Operation: Sendable, Hashable {
        package var verb: String
        package var name: String
    }

    private struct State {
        var things: [String: InMemoryThing] = [:]
        var serial = 0
        var operations: [Operation] = []
        var isOtherAccount = false
        var faults: [Int: InMemoryFault] = [:]
        var running = 0
        var widest = 0
    }

    private let state = LockedBox(State())
    private let owner: String
    private let kill: @Sendable () -> Void
    private let pause: @Sendable (Operation) async -> Void

    /// Makes an empty cloud.
    ///
    /// - Parameters:
    ///   - owner: who we are; things of others are refused.
    ///   - kill: what a `killed` fault does.
    ///   - pause: awaited in the middle of every operation.
    package init(
        owner: String = "us", kill: @escaping @Sendable () -> Void = {},
        pause: @escaping @Sendable (Operation) async -> Void = { _ in await Task.yield() }
    ) {
        self.owner = owner
        self.kill = kill
        self.pause = pause
    }

    /// The things by id.
    package var things: [String: InMemoryThing] { state.withLock { $0.things } }
    /// The operations that wrote or tried to, in the order of their beginning.
    package var operations: [Operation] { state.withLock { $0.operations } }
    /// The largest number of operations that ran at once.
    package var widest: Int { state.withLock { $0.widest } }

    /// Sets the faults of operations to come, by number from now, the next being 0, and takes back the earlier ones.
    package func inject(_ faults: [Int: InMemoryFault]) {
        state.withLock { state in
            state.faults = [:]
            for (number, fault) in faults { state.faults[state.operations.count + number] = fault }
        }
    }

    /// Puts a thing into the cloud, or takes it away, behind the provider's back.
    package func tamper(_ id: String, _ thing: InMemoryThing?) { state.withLock { $0.things[id] = thing } }

    /// From now on the credentials are those of another account.
    package func changeAccount() { state.withLock { $0.isOtherAccount = true } }

    package func verify(_ states: [ResourceState]) async throws {
        if !states.isEmpty, state.withLock({ $0.isOtherAccount }) {
            throw ProvisioningError(.credentials, code: "WrongAccount", "the resources are in another account")
        }
    }

    package func manages(_ type: ResourceType) -> Bool { [Self.box, Self.named, Self.versioned].contains(type) }

    package func check(_ type: ResourceType, _ inputs: PropertyMap) throws -> PropertyMap {
        guard manages(type) else {
            throw ProvisioningError(.configuration, code: "UnsupportedResourceType", "there is no type \(type)")
        }
        guard inputs["name"] != nil else {
            throw ProvisioningError(.configuration, code: "MissingProperty", "a \(type.shortName) needs a name")
        }
        return inputs.merging(["size": 1]) { given, _ in given }
    }

    package func diff(_ old: ResourceState, _ inputs: PropertyMap) -> ResourceDiff {
        let replacing: Set<String> = old.type == Self.named ? ["kind", "parent", "name"] : ["kind", "parent"]
        let changes = PropertyDiff.changes(from: old.inputs, to: inputs).map { change in
            var change = change
            change.forcesReplacement = replacing.contains(change.property)
            return change
        }
        var diff = ResourceDiff(changes: changes)
        diff.deleteBeforeReplace = old.type == Self.named && !diff.touches("name")
        if old.type == Self.versioned, diff.touches("size") { diff.unstableOutputs = ["version"] }
        return diff
    }

    package func create(_ type: ResourceType, _ inputs: PropertyMap) async throws -> ResourceOutcome {
        try await answer("create", inputs) { state, extent in
            try Self.requireUsed(inputs, in: state)
            let name = inputs["name"]?.stringValue ?? ""
            if type == Self.named, var thing = state.things[name] {
                guard thing.owner == owner else { throw Self.foreign(name) }
                guard ["kind", "parent"].allSatisfy({ thing.inputs[$0] == inputs[$0] }) else {
                    throw InMemoryCloudError(code: "Conflict", description: "\(name) exists and is of another kind")
                }
                if extent == .nothing { return nil }
                thing.inputs = inputs
                state.things[name] = thing
                return thing.outcome
            }
            if extent == .nothing { return nil }
            state.serial += 1
            var thing = InMemoryThing(
                id: type == Self.named ? name : "\(type.shortName)-\(state.serial)", type: type, owner: owner,
                inputs: inputs, isReady: false, serial: state.serial)
            if extent == .whole { thing.settle() }
            state.things[thing.id] = thing
            return thing.outcome
        }
    }

    package func read(_ resource: ResourceState) async throws -> ResourceOutcome? {
        resource.id.flatMap { things[$0] }?.outcome
    }

    package func find(_ type: ResourceType, _ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let same = things.values.filter { $0.type == type && $0.inputs["name"] == inputs["name"] }
        if type == Self.named {
            if let thing = same.first, thing.owner != owner { throw Self.foreign(thing.id) }
            return same.first?.outcome
        }
        return same.filter { thing in
            thing.owner == owner && ["kind", "parent"].allSatisfy { thing.inputs[$0] == inputs[$0] }
        }.max { $0.serial < $1.serial }?.outcome
    }

    package func update(
        _ old: ResourceState, _ inputs: PropertyMap, _ diff: ResourceDiff
    ) async throws -> ResourceOutcome {
        try await answer("update", inputs) { state, extent in
            guard let id = old.id, var thing = state.things[id] else {
                throw InMemoryCloudError(code: "NotFound", description: "there is no \(old.urn.name) to update")
            }
            try Self.requireUsed(inputs, in: state)
            if extent == .nothing { return nil }
            thing.inputs = inputs
            // Only what makes a version publishes, or the wish to finish.
            if extent == .whole, diff.changes.isEmpty || diff.touches("size") { thing.settle() }
            state.things[id] = thing
            return thing.outcome
        }
    }

    package func delete(_ resource: ResourceState) async throws {
        _ =
            try await perform("delete", resource.inputs) { state, extent in
                guard let id = resource.id, let thing = state.things[id] else { return nil }
                if let user = state.things.values.first(where: { $0.uses.contains(id) }) {
                    throw InMemoryCloudError(code: "InUse", description: "\(id) is used by \(user.id)")
                }
                if extent == .whole { state.things[id] = nil }
                return thing.outcome
            }
    }

    /// Performs an operation that leaves a thing behind.
    private func answer(
        _ verb: String, _ inputs: PropertyMap,
        _ change: @Sendable (inout State, InMemoryFault.Extent) throws -> ResourceOutcome?
    ) async throws -> ResourceOutcome {
        guard let outcome = try await perform(verb, inputs, change) else {
            throw InMemoryCloudError(code: "NoOutcome", description: "\(verb) came to nothing")
        }
        return outcome
    }

    /// Performs one operation with its fault; the operation is atomic, and others run before and after it.
    private func perform(
        _ verb: String, _ inputs: PropertyMap,
        _ change: @Sendable (inout State, InMemoryFault.Extent) throws -> ResourceOutcome?
    ) async throws -> ResourceOutcome? {
        let operation = Operation(verb: verb, name: inputs["name"]?.stringValue ?? "")
        let fault = state.withLock { state in
            state.operations.append(operation)
            state.running += 1
            state.widest = max(state.widest, state.running)
            return state.faults.removeValue(forKey: state.operations.count - 1)
        }
        defer { state.withLock { $0.running -= 1 } }
        await pause(operation)
        let outcome = try state.withLock { try change(&$0, fault?.extent ?? .whole) }
        let text = "\(verb) \(operation.name)"
        switch fault {
        case nil: break
        case .refused:
            throw InMemoryCloudError(code: "Refused", description: "the cloud refuses to \(text)")
        case .partial:
            let reason = InMemoryCloudError(code: "Unfinished", description: "\(text) is not finished")
            guard verb != "delete", let outcome else { throw reason }
            throw PartialOutcome(outcome: outcome, reason: reason)
        case .unanswered:
            throw InMemoryCloudError(code: "NoAnswer", outcomeIsUnknown: true, description: "no answer to \(text)")
        case .cancelled:
            throw CancellationError()
        case .killed:
            kill()
            throw InMemoryCloudError(code: "Killed", outcomeIsUnknown: true, description: "killed in \(text)")
        }
        return outcome
    }

    private static func requireUsed(_ inputs: PropertyMap, in state: State) throws {
        let wanted = InMemoryThing(id: "", type: Self.box, owner: "", inputs: inputs, serial: 0).uses
        if let missing = wanted.filter({ state.things[$0] == nil }).min() {
            throw InMemoryCloudError(code: "MissingParent", description: "there is no \(missing)")
        }
    }

    private static func foreign(_ id: String) -> ProvisioningError {
        ProvisioningError(.operation, code: "ForeignResource", "\(id) exists and is not ours")
    }
}
