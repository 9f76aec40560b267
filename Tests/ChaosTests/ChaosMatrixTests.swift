import AWSSigV4Client
import FoundationEssentials
import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Each fault at each request: after one more run, if one is needed, cloud and state are what they are undisturbed.
@Suite struct ChaosMatrixTests {
    static let isWhole = ProcessInfo.processInfo.environment["SEMANTEST_FULL_MATRIX"] == "1"

    @Test("converges", arguments: ChaosScenario.allCases, ChaosFault.allCases)
    func converges(scenario: ChaosScenario, fault: ChaosFault) async throws {
        let reference = try await scenario.reference()
        for (index, target) in reference.requests.enumerated() {
            // A fixed sample: every fifth request, others for each fault.
            let offset = (ChaosFault.allCases.firstIndex(of: fault) ?? 0) % 5
            guard Self.isWhole || index % 5 == offset else { continue }
            try await strike(scenario, ChaosPlan(fault, at: target), reference)
        }
    }

    private func strike(
        _ scenario: ChaosScenario, _ plan: ChaosPlan, _ reference: ChaosScenario.Reference
    ) async throws {
        let place = Comment(rawValue: "\(scenario.rawValue), \(plan.fault.rawValue) at \(plan.target)")
        let lab = ChaosLab()
        try await scenario.prepare(lab)
        lab.network.begin(plan)
        let first: RunResult
        do {
            first = try await scenario.run(lab)
        } catch let error as any ProvisioningFailure {
            // A run that cannot ask for the account ends before it is a deployment, and leaves everything as it was.
            #expect(plan.target == .operation("GetCallerIdentity", 1), "\(place): \(error)")
            #expect("\(error)".utf8.count > 30, "\(place): \(error)")
            #expect(Set(lab.network.operations) == ["GetCallerIdentity"], place)
            lab.network.begin()
            first = try await scenario.run(lab)
            #expect(first.status != .failed, "\(place): \(first.failures.map(\.message))")
        }
        // Whether the account must be asked for depends on which answer that tells it comes first.
        if plan.target != .operation("GetCallerIdentity", 1) {
            #expect(lab.network.strikes == 1, "\(place): \(first.failures.map(\.message))")
        }
        if first.status == .failed {
            #expect(!first.failures.isEmpty, place)
            for failure in first.failures {
                #expect(!["Unexpected", "OperationFailed"].contains(failure.code), "\(place): \(failure.message)")
                #expect(failure.message.utf8.count > 30, "\(place): \(failure.message)")
            }
            lab.network.begin()
            let second = try await scenario.run(lab)
            #expect(
                second.status != .failed,
                "\(place): \(first.failures.map(\.message)) then \(second.failures.map(\.message))")
        }
        #expect(lab.cloud.inventory == reference.inventory, place)
        #expect(try await scenario.state(lab) == reference.state, place)
        try await verifyClean(lab, scenario, place)
    }

    private func verifyClean(_ lab: ChaosLab, _ scenario: ChaosScenario, _ place: Comment) async throws {
        guard let snapshot = try await lab.snapshot() else { return }
        #expect(snapshot.pendingOperations.isEmpty, place)
        #expect(
            snapshot.managed.allSatisfy { $0.initErrors.isEmpty && !$0.delete && !$0.pendingReplacement }, place)
        let provider = try lab.resourceProvider(scenario.wish)
        lab.network.begin()
        for resource in snapshot.managed {
            let actual = try await provider.read(resource)
            #expect(actual?.inputs == resource.inputs, "\(place): \(resource.urn.name)")
        }
        lab.network.begin()
        let again = try await scenario.run(lab)
        #expect(again.status == .unchanged, place)
        #expect(lab.network.operations.isEmpty, place)
    }
}
