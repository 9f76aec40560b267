import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// The resources of a WebSocket component on moto, which has no deployments of WebSocket APIs.
@Suite struct MotoWebSocketTests {
    private static let python = LabPython.find()

    @Test(.enabled(if: python != nil, Comment(rawValue: LabPython.absence)))
    func aWebSocketComponentLivesOnMoto() async throws {
        let moto = try MotoServer(try #require(Self.python))
        defer { moto.stop() }
        let curl = CurlTransport()
        let transport = InMemoryTransport { try await curl.send($0) }
        try await Laboratory.withTemporaryFolder { folder in
            let bytes = Array("PK one".utf8)
            let hash = try SHA256.hex(bytes)
            try FileManager.default.createDirectory(
                atPath: folder + "/artifacts", withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: "\(folder)/artifacts/\(hash).zip"))
            try await Self.live(
                ResourceFixtures.provider(transport, endpoint: moto.url, projectDirectory: folder),
                ResourceFixtures.artifact(sha256: hash, size: bytes.count))
        }
        await curl.shutdown()
    }

    private static func live(_ provider: AWSResourceProvider, _ artifact: Artifact) async throws {
        func declare(tags: [String: String]) throws -> StackDeclaration {
            var stack = try AWSWebSocketBlueprint(region: "us-east-1").declare(
                try ResourceFixtures.component(kind: .websocket, tags: tags), artifact: artifact,
                archivePath: "artifacts/\(artifact.sha256).zip")
            let absent: Set<ResourceType> = [
                "aws:apigatewayv2/deployment:Deployment", "aws:apigatewayv2/stage:Stage",
            ]
            stack.resources.removeAll { absent.contains($0.type) }
            return stack
        }
        var stack = MotoStack(provider)
        #expect(try await stack.apply(try declare(tags: ["Team": "a"])).count == 13)
        #expect(try await stack.apply(try declare(tags: ["Team": "a"])).isEmpty)
        #expect(
            try await stack.apply(try declare(tags: ["Owner": "b"])).contains("semantest-rest-api-connections"))
        for (logical, outcome) in try await stack.read() {
            let outcome = try #require(outcome, "\(logical)")
            let state = try #require(stack.states[logical])
            #expect(outcome.id == state.id)
            #expect(PropertyDiff.changes(from: outcome.inputs, to: state.inputs).map(\.path) == [], "\(logical)")
            try KnownProperties.check(state)
        }
        try await stack.destroy()
        for (logical, outcome) in try await stack.read() { #expect(outcome == nil, "\(logical)") }
    }
}
