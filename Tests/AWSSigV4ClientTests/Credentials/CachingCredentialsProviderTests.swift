import AWSSigV4Client
import ProvisioningTestSupport
import Testing

@Suite struct CachingCredentialsProviderTests {
    @Test func refreshesBeforeExpiry() async throws {
        let source = ScriptedProvider(expirations: [1000, 2000, nil])
        let time = LockedBox(0)
        let provider = CachingCredentialsProvider(source) { SigningDate(epochSeconds: time.withLock { $0 }) }
        for (now, key) in [(0, "K1"), (699, "K1"), (700, "K2"), (1000, "K2"), (1700, "K3"), (90_000, "K3")] {
            time.withLock { $0 = now }
            #expect(try await provider.credentials().accessKeyID == key)
        }
    }

    @Test func keepsWhatIsStillValidWhenRefreshingFails() async throws {
        let source = ScriptedProvider(expirations: [1000])
        let time = LockedBox(0)
        let provider = CachingCredentialsProvider(source) { SigningDate(epochSeconds: time.withLock { $0 }) }
        for now in [0, 800, 999] {
            time.withLock { $0 = now }
            #expect(try await provider.credentials().accessKeyID == "K1")
        }
        time.withLock { $0 = 1000 }
        await #expect(throws: CredentialsError.self) { try await provider.credentials() }
    }

    @Test func manyCallersShareOneRefresh() async throws {
        let source = ScriptedProvider(expirations: [nil, nil, nil])
        let provider = CachingCredentialsProvider(source) { SigningDate(epochSeconds: 0) }
        let keys = try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await provider.credentials().accessKeyID } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys == ["K1"])
    }
}

/// Gives K1, K2, … with the given expirations, then fails.
private final class ScriptedProvider: CredentialsProvider {
    private let state: LockedBox<(calls: Int, expirations: [Int?])>

    init(expirations: [Int?]) {
        state = LockedBox((0, expirations))
    }

    func credentials() async throws -> AWSCredentials {
        await Task.yield()
        let next = state.withLock { state -> (Int, Int?)? in
            guard state.calls < state.expirations.count else { return nil }
            state.calls += 1
            return (state.calls, state.expirations[state.calls - 1])
        }
        guard let (call, expiration) = next else {
            throw CredentialsError(attempts: [.init(source: "script", reason: "used up")])
        }
        return AWSCredentials(
            accessKeyID: "K\(call)", secretAccessKey: "s",
            expiration: expiration.map { SigningDate(epochSeconds: $0) })
    }
}
