import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// What a deployment makes of the health of what it deployed.
@Suite struct HealthTests {
    private static let check = HealthCheck(.http(path: "/health", status: 200, body: nil), grace: 10)
    private static let well = InMemoryHealthProbe.Step.behaves(.answers(status: 200, body: "ok"))
    private static let ill = InMemoryHealthProbe.Step.behaves(.answers(status: 503, body: "db hunter2 refused"))

    private static func apply(
        _ lab: Lab, _ probe: InMemoryHealthProbe?, _ timer: TestClock = TestClock(), size: Double = 1,
        approve: @Sendable (Plan) async throws -> Void = { _ in }
    ) async throws -> RunResult {
        let health = probe.map {
            HealthVerification(check, by: $0, redaction: SecretRedaction(["hunter2"]), timer: timer)
        }
        let request = ApplyRequest(
            specification: try Lab.specification(),
            artifact: Artifact(path: "/a.zip", sha256: "abc", size: 1, unpackedSize: 2, handler: "h"),
            declaration: StackDeclaration(resources: [
                declare("box", InMemoryResourceProvider.box, ["size": .number(size)])
            ]), provider: Lab.declaration, requestedAt: lab.clock.now(), actor: "tester", reason: nil, health: health)
        return try await ApplyStack(ports: lab.ports).run(request, approve: approve)
    }

    private static func statuses(_ lab: Lab) async throws -> [DeploymentStatus] {
        try await lab.repository.list(Lab.stack).map(\.status)
    }

    @Test func oneAnswerIsEnough() async throws {
        let lab = Lab()
        let probe = InMemoryHealthProbe([Self.well])
        let timer = TestClock()
        let result = try await Self.apply(lab, probe, timer)
        #expect(result.status == .completed && result.unhealthy == nil && result.failureCategory == nil)
        #expect(probe.limits == [.seconds(10)] && timer.sleeps.isEmpty)
        #expect(
            lab.progress.lines.suffix(2) == [
                "phase waiting until api is healthy, up to 10 s", "note healthy: GET /health answered 200",
            ])
    }

    @Test func itIsAskedUntilItIsHealthy() async throws {
        let lab = Lab()
        let probe = InMemoryHealthProbe([Self.ill, Self.ill, Self.well])
        let timer = TestClock()
        #expect(try await Self.apply(lab, probe, timer).status == .completed)
        #expect(timer.sleeps == [.milliseconds(250), .milliseconds(500)])
        // The same words are said once, and without the secret in them.
        #expect(
            lab.progress.lines.filter { $0.contains("not healthy yet") } == [
                "note not healthy yet: GET /health answered 503 and \"db [secret] refused\", not 200"
            ])
    }

    @Test func afterTheGraceTheDeploymentFailsAndEverythingStays() async throws {
        let lab = Lab()
        let probe = InMemoryHealthProbe([Self.ill], explanation: "  no route to hunter2")
        let timer = TestClock()
        let result = try await Self.apply(lab, probe, timer)
        #expect(result.status == .failed && result.failures.isEmpty && result.failureCategory == .operation)
        #expect(result.changes == [.create: 1])
        let error = try #require(result.unhealthy as? ProvisioningError)
        #expect(error.code == "Unhealthy")
        #expect(
            error.message == "api is deployed and did not become healthy within 10 s (7 attempts): "
                + "GET /health answered 503 and \"db [secret] refused\", not 200")
        #expect(error.hint?.hasPrefix("The function says:\n  no route to [secret]\nEverything") == true)
        #expect(timer.sleeps.reduce(.zero, +) == .seconds(10))
        let deployment = try #require(try await lab.repository.list(Lab.stack).first)
        #expect(deployment.status == .failed && deployment.failure == error.message)
        #expect(lab.publisher.events.last?.kind == .deploymentFailed)
        try await lab.verifyConverged(
            to: [declare("box", InMemoryResourceProvider.box, ["size": 1])], "after a failed probe")
    }

    @Test func itIsAskedAgainWhenNothingElseIsToBeDone() async throws {
        let lab = Lab()
        _ = try await Self.apply(lab, InMemoryHealthProbe([Self.ill]))
        let operations = lab.cloud.operations.count
        let refuse: @Sendable (Plan) async throws -> Void = { _ in throw CancellationError() }
        let second = try await Self.apply(lab, InMemoryHealthProbe([Self.ill]), approve: refuse)
        #expect(second.status == .failed && second.plan.isEmpty && second.changes.isEmpty)
        let third = try await Self.apply(lab, InMemoryHealthProbe([Self.well]), approve: refuse)
        #expect(third.status == .completed && third.changes.isEmpty)
        #expect(lab.cloud.operations.count == operations)
        #expect(try await Self.statuses(lab) == [.completed, .failed, .failed])
        // From now on there is nothing to do, and nothing to ask.
        let probe = InMemoryHealthProbe([Self.ill])
        let fourth = try await Self.apply(lab, probe)
        #expect(fourth.status == .unchanged && fourth.deployment == third.deployment && probe.limits.isEmpty)
        #expect(try await Self.statuses(lab).count == 3)
    }

    @Test func withoutACheckNothingIsAskedAgain() async throws {
        let lab = Lab()
        _ = try await Self.apply(lab, InMemoryHealthProbe([Self.ill]))
        let result = try await Self.apply(lab, nil)
        #expect(result.status == .unchanged && result.deployment == nil)
        #expect(try await Self.statuses(lab) == [.failed])
    }

    @Test func aFailedStepIsNotAsked() async throws {
        let lab = Lab(publisher: CollectingPublisher(refusing: [.infrastructureUpdateRequested]))
        let probe = InMemoryHealthProbe([Self.well])
        let result = try await Self.apply(lab, probe)
        #expect(result.status == .failed && result.unhealthy == nil && probe.limits.isEmpty)
    }

    @Test func whatDoesNotPassEndsTheWait() async throws {
        let lab = Lab()
        let denied = ProvisioningError(.credentials, code: "AccessDenied", "you may not invoke it", hint: "Allow it.")
        let timer = TestClock()
        let result = try await Self.apply(lab, InMemoryHealthProbe([Self.ill, .fails(denied)]), timer)
        #expect(result.status == .failed && result.failureCategory == .credentials)
        #expect(result.unhealthy as? ProvisioningError == denied && timer.sleeps.count == 1)
        #expect(try await lab.repository.list(Lab.stack).first?.failure == "you may not invoke it")
    }

    @Test func anInterruptedWaitIsAFailedDeployment() async throws {
        let lab = Lab()
        await #expect(throws: CancellationError.self) {
            try await Self.apply(lab, InMemoryHealthProbe([Self.ill, .isCancelled]))
        }
        #expect(try await Self.statuses(lab) == [.failed])
        #expect(try await Self.apply(lab, InMemoryHealthProbe([Self.well])).status == .completed)
    }

    @Test(arguments: HealthProbeContract.allCases)
    func theTwinKeepsTheContract(promise: HealthProbeContract) async throws {
        try await promise.verify(
            InMemoryHealthProbe([.behaves(promise.behaviour)]), of: HealthProbeContract.stack(url: "u"), route: .url)
    }
}
