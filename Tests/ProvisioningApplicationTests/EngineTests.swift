import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct EngineTests {
    private typealias Provider = InMemoryResourceProvider

    @Test func appliesThenHasNothingToDo() async throws {
        let lab = Lab()
        let first = try await lab.apply(
            CrashMatrixTests.first, outputs: ["url": .concatenation(["https://", .output("api", "address")])])
        #expect(first.status == .completed)
        #expect(first.changes == [.create: 10])
        #expect(first.outputs["url"]?.stringValue?.hasPrefix("https://address of Box-") == true)
        #expect(first.failureCategory == nil)
        let saves = lab.backend.saves
        let events = lab.publisher.events
        let second = try await lab.apply(
            CrashMatrixTests.first, outputs: ["url": .concatenation(["https://", .output("api", "address")])])
        #expect(second.status == .unchanged)
        #expect(second.deployment == first.deployment)
        #expect(second.outputs == first.outputs)
        #expect(second.changes.isEmpty)
        #expect(lab.backend.saves == saves)
        #expect(lab.publisher.events == events)
        #expect(lab.cloud.operations.count == 10)
        #expect(try await lab.repository.list(Lab.stack).count == 1)
        let deployment = try #require(try await lab.repository.list(Lab.stack).first)
        #expect(deployment.status == .completed)
        #expect(deployment.changes == ["create": 10])
        #expect(deployment.outputs["url"] == first.outputs["url"]?.stringValue)
        let records = await lab.backend.inner.records[Lab.stack] ?? []
        #expect(records.map(\.kind) == [.update])
        #expect(records.first?.resourceChanges == ["create": 10])
        #expect(records.first?.message == first.deployment.map { "\($0)" })
    }

    @Test func independentStepsRunAtOnce() async throws {
        let arrived = LockedBox(0)
        // Nobody goes on before all have come.
        let lab = Lab(pause: { _ in
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 }) < 8 { await Task.yield() }
        })
        let result = try await lab.apply((0..<8).map { declare("r\($0)") })
        #expect(result.status == .completed)
        #expect(lab.cloud.widest == 8)
    }

    @Test func failureLetsRunningStepsEndAndBeginsNoNewOnes() async throws {
        let others = LockedBox(0)
        let lab = Lab(pause: { operation in
            if operation.name == "bad" {
                while others.withLock({ $0 }) < 2 { await Task.yield() }
            } else {
                others.withLock { $0 += 1 }
            }
        })
        lab.cloud.inject([0: .refused])
        let result = try await lab.apply([
            declare("bad"), declare("one"), declare("two"), declare("later", dependsOn: ["bad", "one"]),
        ])
        // Which step is the first of the three is not settled; none is lost, and the last never begins.
        #expect(result.status == .failed)
        #expect(result.failureCategory == .operation)
        #expect(result.failures.count == 1)
        #expect(result.failures.first?.code == "Refused")
        #expect(lab.cloud.operations.count == 3)
        #expect(result.changes == [.create: 2])
        #expect(await lab.snapshot.managed.count == 2)
        #expect(await lab.snapshot.pendingOperations.isEmpty)
        let deployment = try #require(try await lab.repository.list(Lab.stack).first)
        #expect(deployment.status == .failed)
        #expect(deployment.failure?.contains("the cloud refuses to create") == true)
        #expect(lab.progress.lines.contains { $0.hasPrefix("failed create") })
        // The lock is free again.
        #expect(try await lab.apply([declare("one")]).status == .completed)
    }

    @Test func stepsFollowOutputsThatTurnOutOtherwise() async throws {
        let lab = Lab()
        let wanted = [
            declare("f", Provider.versioned, ["size": 2]),
            declare("alias", Provider.box, ["follow": .output("f", "version")]),
        ]
        _ = try await lab.apply([
            declare("f", Provider.versioned), declare("alias", Provider.box, ["follow": .output("f", "version")]),
        ])
        lab.cloud.inject([0: .unanswered(.half)])
        #expect(try await lab.apply(wanted).status == .failed)
        #expect(await lab.snapshot.pendingOperations.map(\.kind) == [.updating])
        let result = try await lab.apply(wanted)
        // The plan could not know of the alias, but the executor looks again.
        #expect(result.plan.steps.map(\.action) == [.update, .same])
        #expect(result.changes == [.update: 2])
        try await lab.verifyConverged(to: wanted, "followed")
        let updated = lab.publisher.events.last { $0.kind == .infrastructureUpdated }
        #expect(updated?.payload.first == DomainEvent.Fact("action", "update"))
    }

    @Test func protectionHolds() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("a", protect: true), declare("b")])
        await #expect(throws: ProvisioningError.self) { try await lab.apply([declare("b")]) }
        await #expect(throws: ProvisioningError.self) { try await lab.destroy() }
        _ = try await lab.apply([declare("a", Provider.box, ["size": 3]), declare("b")])
        #expect(await lab.snapshot.managed.first { $0.urn.name == "a" }?.protect == true)
        _ = try await lab.apply([declare("a", Provider.box, ["size": 3]), declare("b", protect: true), declare("c")])
        #expect(await lab.snapshot.managed.first { $0.urn.name == "b" }?.protect == true)
    }

    @Test func aMissingOutputFailsTheStep() async throws {
        let lab = Lab()
        let result = try await lab.apply([
            declare("a"), declare("b", Provider.box, ["follow": .output("a", "nothing")]),
        ])
        #expect(result.failures.map(\.code) == ["MissingOutput"])
        #expect(result.failures.first?.message.contains("b: its follow") == true)
    }

    @Test func aMissingStackOutputFailsTheDeployment() async throws {
        let lab = Lab()
        await #expect(throws: ProvisioningError.self) {
            try await lab.apply([declare("a")], outputs: ["url": .output("a", "nothing")])
        }
        #expect(try await lab.repository.list(Lab.stack).first?.status == .failed)
        #expect(lab.publisher.events.last?.kind == .deploymentFailed)
        #expect(try await lab.apply([declare("a")]).status == .unchanged)
    }

    @Test func secretOutputsAreLeftOutOfTheDeployment() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("a")], outputs: ["open": "x", "many": [1], "hidden": .secret("y")])
        let deployment = try #require(try await lab.repository.list(Lab.stack).first)
        #expect(deployment.outputs == ["open": "x", "many": "[1]"])
        #expect(await lab.snapshot.outputs["hidden"] == .secret("y"))
    }

    @Test func aRefusedPlanChangesNothing() async throws {
        let lab = Lab()
        await #expect(throws: CancellationError.self) {
            try await lab.apply([declare("a")], approve: { _ in throw CancellationError() })
        }
        #expect(lab.cloud.operations.isEmpty)
        #expect(lab.publisher.events.isEmpty)
        // The lock is free.
        #expect(try await lab.apply([declare("a")]).status == .completed)
    }

    @Test func aLockedStackIsRefused() async throws {
        let lab = Lab()
        _ = try await lab.backend.lock(Lab.stack)
        await #expect(throws: ProvisioningError.self) { try await lab.apply([declare("a")]) }
        await #expect(throws: ProvisioningError.self) { try await lab.destroy() }
    }

    @Test func cancellationBeginsNothingNewAndLosesNothing() async throws {
        let lab = Lab()
        let wanted = [declare("a"), declare("b", dependsOn: ["a"])]
        let result = try await withThrowingTaskGroup(of: RunResult.self) { group in
            group.cancelAll()
            group.addTask { try await lab.apply(wanted) }
            return try await group.next()
        }
        #expect(result?.status == .failed)
        #expect(result?.failureCategory == .interrupted)
        #expect(lab.cloud.operations.isEmpty)
        #expect(try await lab.repository.list(Lab.stack).first?.failure == "interrupted")
        lab.cloud.inject([0: .cancelled(.whole)])
        let interrupted = try await lab.apply(wanted)
        #expect(interrupted.failureCategory == .interrupted)
        #expect(interrupted.failures.map(\.code) == ["Interrupted"])
        await lab.verifyNothingIsLost("interrupted")
        #expect(try await lab.apply(wanted).status == .completed)
        try await lab.verifyConverged(to: wanted, "after the interruption")
        #expect(lab.cloud.things.count == 2)
        // A cancelled destroy removes nothing.
        let destroyed = try await withThrowingTaskGroup(of: RunResult.self) { group in
            group.cancelAll()
            group.addTask { try await lab.destroy() }
            return try await group.next()
        }
        #expect(destroyed?.failureCategory == .interrupted)
        #expect(lab.cloud.things.count == 2)
    }

    @Test func aForeignResourceIsRefused() async throws {
        let lab = Lab()
        lab.cloud.tamper(
            "n", InMemoryThing(id: "n", type: Provider.named, owner: "them", inputs: ["name": "n"], serial: 99))
        let result = try await lab.apply([declare("n", Provider.named)])
        #expect(result.failures.map(\.code) == ["ForeignResource"])
        #expect(await lab.snapshot.pendingOperations.isEmpty)
    }

    @Test func aFailedWriteAfterTheOperationIsMadeUpForAtTheEnd() async throws {
        let lab = Lab()
        lab.backend.fail(atSave: 2)
        let result = try await lab.apply([declare("a")])
        #expect(result.status == .failed)
        #expect(result.failures.map(\.code) == ["Dead"])
        await lab.verifyNothingIsLost("failed write")
        // The last checkpoint holds the result that could not be added to the journal.
        #expect(try await lab.apply([declare("a")]).status == .unchanged)
        try await lab.verifyConverged(to: [declare("a")], "made up for")
        #expect(lab.cloud.operations.count == 1)
    }

    @Test func aStateThatCannotBeWrittenAnyMoreIsFoundOut() async throws {
        let lab = Lab()
        lab.backend.fail(atSave: 2)
        lab.backend.fail(atSave: 3)
        await #expect(throws: ProvisioningError.self) { try await lab.apply([declare("a")]) }
        await lab.verifyNothingIsLost("failed writes")
        #expect(try await lab.apply([declare("a")]).status == .completed)
        try await lab.verifyConverged(to: [declare("a")], "found out")
    }

    @Test func aSecondFailureDoesNotHideTheFirst() async throws {
        let lab = Lab(publisher: CollectingPublisher(refusing: [.infrastructureUpdateFailed]))
        lab.cloud.inject([0: .partial])
        // The checkpoint, the begin, the end.
        lab.backend.fail(atSave: 2)
        let result = try await lab.apply([declare("a")])
        #expect(result.failures.map(\.code) == ["Unfinished"])
        #expect(lab.progress.lines.filter { $0.hasPrefix("warning the outcome of a could not be recorded") }.count == 2)
    }

    @Test func planIsMadeWithoutALock() async throws {
        let lab = Lab()
        _ = try await lab.backend.lock(Lab.stack)
        let use = PlanStack(provider: lab.cloud, backend: lab.backend)
        let plan = try await use.run(StackDeclaration(resources: [declare("a")]), of: Lab.stack)
        #expect(plan.counts == [.create: 1])
        #expect(plan.warnings.isEmpty)
        await lab.backend.revive(Lab.stack)
        lab.cloud.inject([0: .unanswered(.nothing)])
        _ = try await lab.apply([declare("a")])
        let second = try await use.run(StackDeclaration(resources: [declare("a")]), of: Lab.stack)
        #expect(second.warnings.count == 1)
        #expect(second.warnings.first?.contains("creating a") == true)
    }

    @Test func statusTellsHowItStands() async throws {
        let lab = Lab()
        let use = StackStatus(backend: lab.backend, repository: lab.repository)
        #expect(try await use.run(Lab.stack).exists == false)
        let result = try await lab.apply([declare("a")], outputs: ["url": "u"])
        let report = try await use.run(Lab.stack)
        #expect(report.exists && report.latest?.id == result.deployment)
        #expect(report.resources.count == 1 && report.pendingOperations.isEmpty && report.outputs == ["url": "u"])
        let other = StackReference(project: "p", stack: "s")
        let id = try #require(result.deployment)
        #expect(try await use.find(id, in: [other, Lab.stack]).id == id)
        await #expect(throws: ProvisioningError.self) { try await use.find(id, in: [other]) }
    }
}
