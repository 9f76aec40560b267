import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct DeploymentRepositoryTests {
    private let stack = StackReference(project: "p-rest", stack: "aws-production")

    private func deployment(at seconds: Int64, reason: String?) throws -> Deployment {
        Deployment(
            id: DeploymentID(ULID(time: Timestamp(seconds: seconds), random: [UInt8](0...9))), stack: stack,
            component: "rest", provider: .aws, environment: try EnvironmentName("production"), actor: "ada",
            reason: reason, requestedAt: Timestamp(seconds: seconds), artifact: reason.map { _ in "ab" },
            status: .completed, endedAt: Timestamp(seconds: seconds + 1), failure: nil,
            changes: ["create": 2, "same": 1],
            outputs: ["url": "https://x"])
    }

    @Test func keepsRecordsTheLatestFirst() async throws {
        let store = InMemoryObjectStore()
        let repository = ObjectStoreDeploymentRepository(store: store)
        let first = try deployment(at: 1_795_000_000, reason: nil)
        let second = try deployment(at: 1_795_000_100, reason: "because <&>")
        try await repository.save(second)
        try await repository.save(first)
        try await repository.save(first)
        #expect(try await repository.list(stack) == [second, first])
        #expect(try await repository.find(first.id, in: stack) == first)
        #expect(try await repository.find(first.id, in: StackReference(project: "p-rest", stack: "aws-prod")) == nil)
        try await repository.remove(second.id, of: StackReference(project: "p-rest", stack: "aws-prod"))
        #expect(try await repository.list(stack) == [second, first])
        try await repository.remove(second.id, of: stack)
        try await repository.remove(second.id, of: stack)
        #expect(try await repository.list(stack) == [first])
        #expect(store.objects.keys.sorted().first == ".provision/deployments/p-rest/aws-production/\(first.id).json")
    }

    @Test(arguments: [
        "", "{}", #"{"version":2}"#, #"{"version":1}"#, #"{"version":1,"provider":"gcp"}"#,
        #"{"version":1,"provider":"aws","status":"lost"}"#,
        #"{"version":1,"provider":"aws","status":"completed","requestedAt":"yesterday"}"#,
        #"{"version":1,"provider":"aws","status":"completed","requestedAt":"2026-11-22T10:00:00Z","id":"x","project":"p","stack":"s","component":"c","environment":"e","actor":"a"}"#,
    ])
    func refusesMalformedRecords(text: String) async throws {
        let id = try deployment(at: 1, reason: nil).id
        let key = ".provision/deployments/p-rest/aws-production/\(id).json"
        let repository = ObjectStoreDeploymentRepository(store: InMemoryObjectStore([key: Array(text.utf8)]))
        let error = await #expect(throws: ProvisioningError.self) { try await repository.find(id, in: stack) }
        #expect(error?.message.contains(key) == true && error?.code == "MalformedRecord")
    }
}
