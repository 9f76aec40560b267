internal import ProvisioningDomain

/// The promises about changes that are recorded one by one.
extension StateBackendContract {
    /// What may happen to the stack of `snapshot()`, one write each.
    static func life(token: PropertyValue = "open") -> [[StateChange]] {
        let snapshot = snapshot()
        let (role, function) = (snapshot.resources[2], snapshot.resources[3])
        var alias = function
        alias.urn = URN(stack: stack, type: "aws:lambda/alias:Alias", name: "alias")
        alias.type = "aws:lambda/alias:Alias"
        alias.id = nil
        alias.dependencies = [function.urn]
        alias.inputs["token"] = token
        let creating = PendingOperation(resource: alias, kind: .creating)
        let deleting = PendingOperation(resource: role, kind: .deleting)
        var made = alias
        made.id = "alias"
        made.outputs["token"] = token
        var next = made
        next.id = "alias-2"
        return [
            [.begun(creating)], [.ended(creating.key), .put(made, keepsOld: false), .begun(deleting)],
            [.ended(deleting.key), .vacated(role.key)], [.begun(creating)],
            [.ended(creating.key), .put(next, keepsOld: true)],
            [.removed(ResourceState.Key(urn: made.urn, id: "alias", delete: true))], [.begun(deleting)],
        ]
    }

    private static func announced(_ life: [[StateChange]]) -> [PendingOperation] {
        life.joined().compactMap { change in
            if case .begun(let operation) = change { return operation }
            return nil
        }
    }

    func changes(_ backend: any StateBackend, _ life: [[StateChange]]) async throws {
        let lock = try await backend.lock(Self.stack)
        var snapshot = Self.snapshot()
        try await backend.save(snapshot, announcing: Self.announced(life), lock: lock)
        try require(try await backend.load(Self.stack) == snapshot, "what is only announced is not pending")
        for changes in life {
            try await backend.append(changes, lock: lock)
            for change in changes { snapshot.apply(change) }
            snapshot = snapshot.topologicallySorted()
            let loaded = try await backend.load(Self.stack)
            try require(loaded == snapshot, "each change is loaded: \(String(describing: loaded))")
        }
        var learned = Self.announced(life)
        learned[0].resource.inputs["ratio"] = .number(0.5)
        try await backend.save(snapshot, announcing: learned, lock: lock)
        try require(try await backend.load(Self.stack) == snapshot, "what is announced may become known later")
        try await backend.save(snapshot, announcing: [], lock: lock)
        try await backend.append(life[0], lock: lock)
        try await backend.append([.ended(Self.announced(life)[0].key)], lock: lock)
        try require(try await backend.load(Self.stack) == snapshot, "what was not announced can be recorded, too")
        var other = snapshot
        other.resources[0].outputs["url"] = "https://example.org/other"
        try await backend.save(other, announcing: Self.announced(life), lock: lock)
        try require(try await backend.load(Self.stack) == other, "a save ends the changes before it")
        try await backend.save(snapshot, lock: lock)
        try await backend.unlock(lock)
        try require(try await backend.load(Self.stack) == snapshot, "the state stays after the unlock")
    }

    func outlivingChanges(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        var snapshot = Self.snapshot()
        let life = Self.life()
        try await backend.save(snapshot, announcing: Self.announced(life), lock: lock)
        for changes in life {
            try await backend.append(changes, lock: lock)
            for change in changes { snapshot.apply(change) }
        }
        // The process dies; somebody breaks its lock.
        try await backend.unlock(lock)
        snapshot = snapshot.topologicallySorted()
        try require(try await backend.load(Self.stack) == snapshot, "changes outlive their process")
        let next = try await backend.lock(Self.stack)
        try require(try await backend.load(Self.stack) == snapshot, "a new lock keeps the changes")
        try await backend.save(snapshot, lock: next)
        try require(try await backend.load(Self.stack) == snapshot, "a save takes them over")
    }

    func changesWithoutLock(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        let life = Self.life()
        try await backend.save(Self.snapshot(), announcing: Self.announced(life), lock: lock)
        try await backend.unlock(lock)
        try await ContractViolation.requireFailure("a change without a lock is refused") {
            try await backend.append(life[0], lock: lock)
        }
        try require(try await backend.load(Self.stack) == Self.snapshot(), "a refused change changes nothing")
    }
}
