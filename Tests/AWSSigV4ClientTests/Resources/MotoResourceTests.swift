import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// All ten resources on moto, with every request named.
@Suite struct MotoResourceTests {
    private static let python = LabPython.find()

    @Test(.enabled(if: python != nil, Comment(rawValue: LabPython.absence)))
    func aRESTComponentLivesOnMoto() async throws {
        let python = try #require(Self.python)
        let moto = try MotoServer(python)
        defer { moto.stop() }
        let curl = CurlTransport()
        let transport = InMemoryTransport { try await curl.send($0) }
        try await Laboratory.withTemporaryFolder { folder in
            try await Self.live(moto.url, transport, folder)
        }
        await curl.shutdown()
    }

    private static func write(_ text: String, in folder: String) throws -> Artifact {
        let bytes = Array(text.utf8)
        let hash = try SHA256.hex(bytes)
        try FileManager.default.createDirectory(atPath: folder + "/artifacts", withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: "\(folder)/artifacts/\(hash).zip"))
        return ResourceFixtures.artifact(sha256: hash, size: bytes.count)
    }

    private static func live(_ endpoint: String, _ transport: InMemoryTransport, _ folder: String) async throws {
        let blueprint = AWSRestBlueprint(region: "us-east-1", publicURLBase: endpoint)
        let artifact = try write("PK one", in: folder)
        func declare(_ component: ComponentSpecification, _ artifact: Artifact) throws -> StackDeclaration {
            try blueprint.declare(component, artifact: artifact, archivePath: "artifacts/\(artifact.sha256).zip")
        }
        var stack = MotoStack(
            ResourceFixtures.provider(transport, endpoint: endpoint, projectDirectory: folder))
        var seen = 0
        func requests() -> [String] {
            defer { seen = transport.requests.count }
            return transport.requests.dropFirst(seen).map(\.operation)
        }

        let created = try await stack.apply(try declare(try ResourceFixtures.component(), artifact))
        #expect(created.count == 10)
        let first = requests()
        let api = try #require(stack.states["semantest-rest-api-api"]?.id)
        let name = "semantest-rest-api-production"
        #expect(
            Set(first) == [
                "CreateRole", "AttachRolePolicy", "CreateLogGroup", "PutRetentionPolicy",
                "GET /v2/apis?maxResults=100", "POST /v2/apis",
                "POST /2015-03-31/functions", "POST /2015-03-31/functions/\(name)/aliases",
                "POST /2015-03-31/functions/\(name)/policy?Qualifier=live", "POST /v2/apis/\(api)/integrations",
                "POST /v2/apis/\(api)/routes", "POST /v2/apis/\(api)/stages",
            ])
        #expect(first.count == 12)

        #expect(try await stack.apply(try declare(try ResourceFixtures.component(), artifact)).isEmpty)
        #expect(requests().isEmpty)

        for (logical, outcome) in try await stack.read() {
            let outcome = try #require(outcome)
            let state = try #require(stack.states[logical])
            #expect(outcome.id == state.id)
            #expect(PropertyDiff.changes(from: outcome.inputs, to: state.inputs).isEmpty, "\(logical)")
            let differing = PropertyDiff.changes(from: outcome.outputs, to: state.outputs).map(\.path)
            #expect(differing.isEmpty, "outputs of \(logical)")
            try KnownProperties.check(state)
        }
        _ = requests()

        let bigger = try ResourceFixtures.component(memory: 1024)
        let changed = try await stack.apply(try declare(bigger, artifact))
        #expect(changed == ["semantest-rest-api-function", "semantest-rest-api-alias"])
        #expect(
            requests() == [
                "PUT /2015-03-31/functions/\(name)/configuration", "POST /2015-03-31/functions/\(name)/versions",
                "PUT /2015-03-31/functions/\(name)/aliases/live",
            ])
        #expect(stack.states["semantest-rest-api-alias"]?.outputs["functionVersion"] == "2")

        let other = try write("PK two", in: folder)
        #expect(try await stack.apply(try declare(bigger, other)).count == 2)
        #expect(
            requests() == [
                "PUT /2015-03-31/functions/\(name)/code", "PUT /2015-03-31/functions/\(name)/aliases/live",
            ])

        var tagged = try declare(
            try ResourceFixtures.component(memory: 1024, retention: 30, tags: ["Owner": "ops"]), other)
        // moto has no tags on stages.
        tagged.resources.removeAll { $0.type == "aws:apigatewayv2/stage:Stage" }
        #expect(
            try await stack.apply(tagged).sorted() == [
                "semantest-rest-api-api", "semantest-rest-api-function", "semantest-rest-api-logs",
                "semantest-rest-api-role",
            ])
        #expect(requests().count == 9)
        for (logical, outcome) in try await stack.read() {
            let inputs = try #require(outcome).inputs
            #expect(
                PropertyDiff.changes(from: inputs, to: stack.states[logical]?.inputs ?? [:]).map(\.path) == [],
                "\(logical)")
        }

        try await stack.destroy()
        for (logical, outcome) in try await stack.read() { #expect(outcome == nil, "\(logical)") }
        try await stack.destroy()
    }
}
