import AWSSigV4Client
import HTTPTransport
import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Limits, clocks and credentials that go wrong in the middle of a run.
@Suite struct WeatherTests {
    @Test func fiftyComponentsInOneApplyBearALimitOfTenRequestsASecond() async throws {
        let clock = FastClock(factor: 10)
        let start = clock.now
        var settings = ScriptedAWS.Settings()
        settings.requestsPerSecond = 10
        settings.elapsed = { start.duration(to: clock.now) }
        let lab = ChaosLab(settings, clock: clock)
        let session = lab.session()
        let results = try await withThrowingTaskGroup(of: RunResult.self) { group in
            for number in 1...50 {
                group.addTask { try await lab.apply(ChaosLab.Wish(component: "api-\(number)"), session) }
            }
            return try await group.reduce(into: [RunResult]()) { $0.append($1) }
        }
        #expect(results.count == 50)
        #expect(results.allSatisfy { $0.status == .completed }, "\(results.flatMap(\.failures).map(\.message))")
        #expect(lab.cloud.inventory.count { $0.hasPrefix("api ") } == 50)
        #expect(lab.cloud.inventory.count { $0.hasPrefix("function ") } == 50)
        #expect(lab.cloud.throttles > 0)
        #expect(lab.network.operations.count { $0 == "GetApis" } < 20, "the list of APIs serves all components")
    }

    @Test func aWrongClockIsCorrectedWithTheFirstAnswer() async throws {
        var settings = ScriptedAWS.Settings()
        let truth = Int64(ChaosLab.machineTime.epochSeconds) + 5400
        settings.time = { truth }
        let lab = ChaosLab(settings)
        let session = lab.session()
        let result = try await lab.apply(ChaosLab.Wish(), session)
        #expect(result.status == .completed, "\(result.failures.map(\.message))")
        #expect(session.client.clock.correction == 5400)
        // Only the requests that were under way at first were refused: one for each resource that waits for no other.
        let repeated = lab.cloud.operations.count - Set(lab.cloud.operations).count
        #expect(repeated <= 5, "\(lab.cloud.operations)")
    }

    @Test func credentialsThatEndInTheMiddleOfAnApplyAreRenewed() async throws {
        let credentials = TestCredentials()
        let lab = ChaosLab(credentials: credentials)
        lab.network.begin(ChaosPlan(.expire, at: .operation("CreateFunction", 1)))
        let result = try await lab.apply()
        #expect(result.status == .completed, "\(result.failures.map(\.message))")
        #expect(try await credentials.credentials().accessKeyID == "AKIDTEST2")
    }

    @Test func everyRequestAfterTheEndIsSignedWithNewCredentials() async throws {
        let lab = ChaosLab(credentials: TestCredentials())
        lab.cloud.expire(accessKey: "AKIDTEST1")
        #expect(try await lab.apply().status == .completed)
    }

    @Test func withoutOthersAnExpiredTokenEndsTheRunAndTheNextOneCompletesIt() async throws {
        let old = AWSCredentials(accessKeyID: "AKIDOLD", secretAccessKey: "s", sessionToken: "t")
        let lab = ChaosLab(credentials: StaticCredentialsProvider(old))
        lab.network.begin(ChaosPlan(.expire, at: .operation("CreateFunction", 1)))
        let result = try await lab.apply()
        #expect(result.status == .failed)
        let failure = try #require(result.failures.first)
        #expect(failure.category == .credentials)
        #expect(failure.message.contains("get new temporary credentials"))
        lab.network.begin()
        #expect(try await lab.apply().status == .completed)
    }

    @Test func throttlingWithoutEndEndsAtTheStepsDeadline() async throws {
        let clock = TestClock()
        var settings = ScriptedAWS.Settings()
        settings.requestsPerSecond = 0
        let lab = ChaosLab(settings, clock: clock)
        let result = try await lab.apply()
        #expect(result.status == .failed)
        let failure = try #require(result.failures.first)
        #expect(failure.message.contains("try again later or ask for a higher quota"))
        #expect(clock.now.offset <= .seconds(330), "\(clock.now.offset)")
        #expect(lab.cloud.inventory == [])
    }

    @Test func aRoleThatNeverArrivesEndsAtTheStepsDeadline() async throws {
        let clock = TestClock()
        var settings = ScriptedAWS.Settings()
        settings.refusalsOfNewRole = .max
        let lab = ChaosLab(settings, clock: clock)
        let result = try await lab.apply()
        #expect(result.failures.map(\.code) == ["InvalidParameterValueException"])
        #expect(clock.now.offset <= .seconds(301), "\(clock.now.offset)")
    }
}
