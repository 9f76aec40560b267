package import ProvisioningDomain

/// The promises of `StateBackend`, each to be checked on an empty backend.
package enum StateBackendContract: String, CaseIterable, Sendable {
    case absentStacksAreNil, savedIsLoaded, theLastSaveCounts, stacksAreApart, lockIsExclusive, oneOfManyLockersAtMost
    case savingNeedsTheLock, lostLockIsNoticed, brokenStateIsRefused, secretsComeBack, pendingOperationsComeBack
    case cancelledTasksCanFinish, historyNeedsTheLock
    case changesComeBack, changesOutliveTheirProcess, changesNeedTheLock, secretChangesComeBack

    static let stack = StackReference(project: "semantest-rest-api", stack: "aws-production")
    private static let other = StackReference(project: "semantest-rest-api", stack: "aws-prod")
    private static let time = Timestamp(nanoseconds: 1_795_000_000_123_456_789)

    /// Checks the promise.
    ///
    /// - Throws: `ContractViolation` when it is broken, or what the backend throws.
    package func verify(_ backend: any StateBackend) async throws {
        switch self {
        case .absentStacksAreNil:
            try require(try await backend.load(Self.stack) == nil, "a stack that was never saved is nil")
        case .savedIsLoaded: try await roundTrip(Self.snapshot(), backend)
        case .theLastSaveCounts: try await lastSave(backend)
        case .stacksAreApart: try await apart(backend)
        case .lockIsExclusive: try await exclusive(backend)
        case .oneOfManyLockersAtMost: try await race(backend)
        case .savingNeedsTheLock: try await savingWithoutLock(backend)
        case .lostLockIsNoticed: try await lostLock(backend)
        case .brokenStateIsRefused: try await broken(backend)
        case .secretsComeBack: try await secrets(backend)
        case .pendingOperationsComeBack: try await pending(backend)
        case .cancelledTasksCanFinish: try await cancelled(backend)
        case .historyNeedsTheLock: try await history(backend)
        case .changesComeBack: try await changes(backend, Self.life())
        case .changesOutliveTheirProcess: try await outlivingChanges(backend)
        case .changesNeedTheLock: try await changesWithoutLock(backend)
        case .secretChangesComeBack: try await changes(backend, Self.life(token: .secret("hunter2")))
        }
    }

    func require(_ holds: Bool, _ promise: String) throws { try ContractViolation.require(holds, promise) }

    /// A stack with its root, a provider, a role and a function that needs the role.
    package static func snapshot(of stack: StackReference? = nil) -> StackSnapshot {
        let stack = stack ?? Self.stack
        let root = ResourceState(
            urn: stack.rootURN, custom: false, type: .stack, outputs: ["url": "https://example.org/<a>&b"],
            created: time, modified: time)
        let providerID = "5b1f3c0e-9b0e-4d1e-8a51-0d3c6f2d9a11"
        let provider = ResourceState(
            urn: URN(stack: stack, type: "pulumi:providers:aws", name: "default_7_51_1"), id: providerID,
            type: "pulumi:providers:aws", inputs: ["region": "us-east-1", "__internal": [:]],
            outputs: ["region": "us-east-1"], created: time, modified: time)
        let reference = ProviderReference(urn: provider.urn, id: providerID).description
        let role = ResourceState(
            urn: URN(stack: stack, type: "aws:iam/role:Role", name: "role"), id: "role", type: "aws:iam/role:Role",
            inputs: ["name": "role", "maxSessionDuration": 3600],
            outputs: ["id": "role", "tagsAll": [:], "list": [.null]],
            parent: root.urn, provider: reference, protect: true, created: time, modified: time)
        let function = ResourceState(
            urn: URN(stack: stack, type: "aws:lambda/function:Function", name: "function"), id: "function",
            type: "aws:lambda/function:Function",
            inputs: ["code": .archive(Archive(hash: "1dbb", path: "artifacts/1dbb.zip")), "ratio": .number(0.25)],
            outputs: ["id": "function", "publish": false], parent: root.urn, dependencies: [role.urn],
            propertyDependencies: ["code": [], "role": [role.urn]], provider: reference,
            initErrors: ["it is not ready"], created: time, modified: time)
        return StackSnapshot(stack: stack, resources: [root, provider, role, function])
    }

    private func roundTrip(_ snapshot: StackSnapshot, _ backend: any StateBackend) async throws {
        let lock = try await backend.lock(snapshot.stack)
        try await backend.save(snapshot, lock: lock)
        let loaded = try await backend.load(snapshot.stack)
        try require(loaded == snapshot, "what was saved is loaded: \(String(describing: loaded))")
        try await backend.unlock(lock)
        try require(try await backend.load(snapshot.stack) == snapshot, "the state stays after the unlock")
    }

    private func lastSave(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        var snapshot = Self.snapshot()
        try await backend.save(snapshot, lock: lock)
        snapshot.resources[3].outputs["publish"] = true
        snapshot.resources[3].initErrors = []
        try await backend.save(snapshot, lock: lock)
        try require(try await backend.load(Self.stack) == snapshot, "the last save counts")
        snapshot.resources.removeLast(3)
        try await backend.save(snapshot, lock: lock)
        try require(try await backend.load(Self.stack) == snapshot, "removed resources are gone")
        snapshot.resources = []
        try await backend.save(snapshot, lock: lock)
        try require(try await backend.load(Self.stack) == snapshot, "an empty stack is not an absent one")
    }

    private func apart(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        let otherLock = try await backend.lock(Self.other)
        try await backend.save(Self.snapshot(), lock: lock)
        try require(try await backend.load(Self.other) == nil, "a stack whose name begins another's is its own")
        try await backend.save(Self.snapshot(of: Self.other), lock: otherLock)
        try require(try await backend.load(Self.stack) == Self.snapshot(), "saving one stack leaves the other")
    }

    private func exclusive(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        let error = try await ContractViolation.requireFailure("a second lock is refused") {
            _ = try await backend.lock(Self.stack)
        }
        let failure = error as? any ProvisioningFailure
        try require(failure?.category == .locked, "the refusal is of category locked: \(error)")
        try require(failure?.description.contains("since") == true, "the refusal says since when: \(error)")
        try await backend.unlock(lock)
        let next = try await backend.lock(Self.stack)
        try require(next.id != lock.id, "each lock has its own id")
        try await backend.unlock(next)
        try await backend.unlock(next)
    }

    private func race(_ backend: any StateBackend) async throws {
        let winners = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    do {
                        _ = try await backend.lock(Self.stack)
                        return 1
                    } catch let failure as any ProvisioningFailure where failure.category == .locked {
                        return 0
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        try require(winners <= 1, "never do two hold the lock, not \(winners)")
    }

    private func savingWithoutLock(_ backend: any StateBackend) async throws {
        try await ContractViolation.requireFailure("a save without a lock is refused") {
            try await backend.save(Self.snapshot(), lock: StateLock(stack: Self.stack, id: "none"))
        }
        try require(try await backend.load(Self.stack) == nil, "a refused save writes nothing")
    }

    private func lostLock(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        try await backend.unlock(lock)
        let error = try await ContractViolation.requireFailure("a save after the lock is gone is refused") {
            try await backend.save(Self.snapshot(), lock: lock)
        }
        try require(
            (error as? any ProvisioningFailure)?.category == .locked, "the refusal is of category locked: \(error)")
    }

    private func broken(_ backend: any StateBackend) async throws {
        let lock = try await backend.lock(Self.stack)
        try await backend.save(Self.snapshot(), lock: lock)
        var reversed = Self.snapshot()
        reversed.resources.swapAt(2, 3)
        var doubled = Self.snapshot()
        doubled.resources.append(doubled.resources[3])
        var orphaned = Self.snapshot()
        orphaned.resources.remove(at: 2)
        for snapshot in [reversed, doubled, orphaned] {
            try await ContractViolation.requireFailure("a state that Pulumi would not load is refused") {
                try await backend.save(snapshot, lock: lock)
            }
        }
        try require(try await backend.load(Self.stack) == Self.snapshot(), "a refused save leaves the state as it was")
    }

    private func secrets(_ backend: any StateBackend) async throws {
        var snapshot = Self.snapshot()
        snapshot.resources[3].inputs["environment"] = [
            "TOKEN": .secret("hunter2<&>é"), "MAP": .secret(["a": [1, .secret("b")]]),
        ]
        snapshot.resources[0].outputs["token"] = .secret("hunter2")
        try await roundTrip(snapshot, backend)
    }

    private func pending(_ backend: any StateBackend) async throws {
        var snapshot = Self.snapshot()
        let function = snapshot.resources.removeLast()
        snapshot.pendingOperations = [
            PendingOperation(resource: function, kind: .creating),
            PendingOperation(resource: snapshot.resources[2], kind: .updating),
        ]
        var waiting = snapshot.resources[2]
        waiting.delete = true
        waiting.id = "role-old"
        snapshot.resources.append(waiting)
        try await roundTrip(snapshot, backend)
    }

    private func cancelled(_ backend: any StateBackend) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let lock = try await backend.lock(Self.stack)
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                try await backend.save(Self.snapshot(), lock: lock)
                try await backend.record(Self.update, lock: lock)
                try await backend.unlock(lock)
            }
            try await group.waitForAll()
        }
        try require(try await backend.load(Self.stack) == Self.snapshot(), "a cancelled task can still save")
        try await backend.unlock(try await backend.lock(Self.stack))
    }

    private static let update = UpdateRecord(
        kind: .update, startedAt: time, endedAt: time, succeeded: true, message: "first", resourceChanges: ["create": 2]
    )

    private func history(_ backend: any StateBackend) async throws {
        try await ContractViolation.requireFailure("history without a lock is refused") {
            try await backend.record(Self.update, lock: StateLock(stack: Self.stack, id: "none"))
        }
        let lock = try await backend.lock(Self.stack)
        try await backend.save(Self.snapshot(), lock: lock)
        try await backend.record(Self.update, lock: lock)
        try await backend.record(Self.update, lock: lock)
        try require(try await backend.load(Self.stack) == Self.snapshot(), "history leaves the state as it is")
    }
}
