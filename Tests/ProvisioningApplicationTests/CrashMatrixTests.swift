import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// A process that dies at any point of a run over ten resources.
@Suite struct CrashMatrixTests {
    private typealias Provider = InMemoryResourceProvider

    static let first = [
        declare("network"),
        declare("role", Provider.named),
        declare("logs", Provider.box, ["kind": "old"]),
        declare("function", Provider.versioned, ["size": 1, "uses": [.output("logs")]], dependsOn: ["role"]),
        declare("alias", Provider.box, ["follow": .output("function", "version"), "parent": .output("function")]),
        declare("api", Provider.box, ["kind": "http"]),
        declare("integration", Provider.box, ["parent": .output("api"), "uses": [.output("alias")]]),
        declare("route", Provider.box, ["parent": .output("api"), "uses": [.output("integration")]]),
        declare("grant", Provider.named, ["kind": "a"], dependsOn: ["alias"]),
        declare("stage", Provider.box, ["parent": .output("api")], dependsOn: ["route", "grant"]),
    ]

    /// The same with updates, both kinds of replacement, a removal and an addition.
    static let second = [
        declare("role", Provider.named, ["size": 2]),
        declare("logs", Provider.box, ["kind": "new"]),
        declare("function", Provider.versioned, ["size": 2, "uses": [.output("logs")]], dependsOn: ["role"]),
        declare("alias", Provider.box, ["follow": .output("function", "version"), "parent": .output("function")]),
        declare("api", Provider.box, ["kind": "websocket"]),
        declare("integration", Provider.box, ["parent": .output("api"), "uses": [.output("alias")]]),
        declare("route", Provider.box, ["parent": .output("api"), "uses": [.output("integration")]]),
        declare("grant", Provider.named, ["kind": "b"], dependsOn: ["alias"]),
        declare("stage", Provider.box, ["parent": .output("api")], dependsOn: ["route", "grant"]),
        declare("table", Provider.box),
    ]

    /// As after a power cut that took the folder of the journals: what was announced is all that is known.
    @Test(arguments: InMemoryFault.Extent.allCases, [false, true])
    func killAtEachOperationAndLoseTheJournal(extent: InMemoryFault.Extent, isSecond: Bool) async throws {
        var index = 0
        while try await survives(
            isSecond: isSecond, losesJournal: true, "operation \(index), \(extent), without journal",
            { lab in
                lab.cloud.inject([index: .killed(extent)])
            })
        { index += 1 }
        #expect(index >= 10)
    }

    /// As after a power cut before the system had written the last records of the journal.
    @Test(arguments: InMemoryFault.Extent.allCases, [1, 2, 3, 5, 8])
    func losePowerAtEachOperation(extent: InMemoryFault.Extent, lost: Int) async throws {
        for isSecond in [false, true] {
            var index = 0
            while try await survives(
                isSecond: isSecond, lost: lost, "operation \(index), \(extent), \(lost) records lost",
                { lab in
                    lab.cloud.inject([index: .killed(extent)])
                })
            { index += 1 }
            #expect(index >= 10)
        }
    }

    @Test(arguments: InMemoryFault.Extent.allCases, [1, 2, 3, 5, 8])
    func losePowerAtEachRemoval(extent: InMemoryFault.Extent, lost: Int) async throws {
        for index in 0..<Self.first.count {
            let lab = Lab()
            _ = try await lab.apply(Self.first)
            lab.cloud.inject([index: .killed(extent)])
            _ = try? await lab.destroy()
            await lab.backend.inner.losePower(losing: lost, of: Lab.stack)
            await lab.verifyNothingIsLost("removal \(index), \(lost) records lost")
            await lab.backend.revive(Lab.stack)
            lab.cloud.inject([:])
            #expect(try await lab.destroy().status != .failed, "removal \(index)")
            #expect(await lab.snapshot.resources.isEmpty, "removal \(index)")
            #expect(lab.cloud.things.isEmpty, "removal \(index)")
        }
    }

    /// An apply that the power cut ended, and a destroy after it, which knows no declarations: what can be found by its name goes. (What
    /// is found by the id of its parent only, as the children of an API, goes with the parent.)
    @Test(arguments: [1, 2, 3, 5, 8])
    func losePowerAndDestroy(lost: Int) async throws {
        let resources = [
            declare("role", Provider.named), declare("logs", Provider.box, ["kind": "old"]),
            declare("function", Provider.versioned, ["uses": [.output("logs")]], dependsOn: ["role"]),
            declare("grant", Provider.named, ["version": .output("function", "version")], dependsOn: ["function"]),
            declare("table", Provider.box, ["kind": .output("logs", "kind")], dependsOn: ["grant"]),
        ]
        for index in resources.indices {
            let lab = Lab()
            lab.cloud.inject([index: .killed(.whole)])
            _ = try? await lab.apply(resources)
            await lab.backend.inner.losePower(losing: lost, of: Lab.stack)
            await lab.backend.revive(Lab.stack)
            lab.cloud.inject([:])
            #expect(try await lab.destroy().status != .failed, "operation \(index), \(lost) records lost")
            #expect(lab.cloud.things.isEmpty, "operation \(index), \(lost) records lost")
        }
    }

    @Test(arguments: InMemoryFault.Extent.allCases, [false, true])
    func killAtEachOperation(extent: InMemoryFault.Extent, isSecond: Bool) async throws {
        var index = 0
        while try await survives(
            isSecond: isSecond, "operation \(index), \(extent)",
            { lab in
                lab.cloud.inject([index: .killed(extent)])
            })
        { index += 1 }
        #expect(index >= 10)
    }

    @Test(arguments: [false, true], [false, true])
    func killAtEachWriteOfTheState(isWritten: Bool, isSecond: Bool) async throws {
        var index = 0
        while try await survives(
            isSecond: isSecond, "write \(index), written: \(isWritten)",
            { lab in
                lab.backend.kill(atSave: index, isWritten: isWritten)
            })
        { index += 1 }
        #expect(index >= 5)
    }

    @Test(arguments: InMemoryFault.Extent.allCases)
    func killAtEachRemoval(extent: InMemoryFault.Extent) async throws {
        for index in 0..<Self.first.count {
            let lab = Lab()
            _ = try await lab.apply(Self.first)
            lab.cloud.inject([index: .killed(extent)])
            _ = try? await lab.destroy()
            await lab.verifyNothingIsLost("removal \(index)")
            await lab.backend.revive(Lab.stack)
            lab.cloud.inject([:])
            #expect(try await lab.destroy().status != .failed, "removal \(index)")
            #expect(await lab.snapshot.resources.isEmpty, "removal \(index)")
            #expect(lab.cloud.things.isEmpty, "removal \(index)")
        }
    }

    @Test(arguments: InMemoryFault.all)
    func anyFaultAtEachOperation(fault: InMemoryFault) async throws {
        for index in stride(from: 0, to: 24, by: 3) {
            _ = try await survives(isSecond: true, "operation \(index), \(fault)") { lab in
                lab.cloud.inject([index: fault])
            }
        }
    }

    /// Lets a run die, checks that nothing is lost, and lets the next one converge.
    ///
    /// - Returns: whether the run did die.
    private func survives(
        isSecond: Bool, losesJournal: Bool = false, lost: Int = 0, _ place: String, _ arm: (Lab) -> Void
    ) async throws -> Bool {
        let lab = Lab()
        var wanted = Self.first
        if isSecond {
            #expect(try await lab.apply(Self.first).status == .completed)
            wanted = Self.second
        }
        arm(lab)
        let result = try? await lab.apply(wanted)
        await lab.verifyNothingIsLost(place)
        if lost > 0 {
            await lab.backend.inner.losePower(losing: lost, of: Lab.stack)
            await lab.verifyNothingIsLost(place)
        }
        if losesJournal { await lab.backend.inner.loseJournal(of: Lab.stack) }
        await lab.backend.revive(Lab.stack)
        lab.cloud.inject([:])
        let next = try await lab.apply(wanted)
        #expect(next.failures.isEmpty, "\(place): \(next.failures.map(\.message))")
        try await lab.verifyConverged(to: wanted, place)
        #expect(try await lab.apply(wanted).status == .unchanged, "\(place)")
        #expect(try await lab.repository.list(Lab.stack).allSatisfy { $0.status != .inProgress }, "\(place)")
        return result?.status != .completed
    }
}
