import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// The published promises, kept by the store in memory, by the one on a scripted S3 and by the one on moto.
@Suite struct ArtifactStoreContractTests {
    private func withArtifacts(_ body: ((first: Artifact, second: Artifact)) async throws -> Void) async throws {
        try await Laboratory.withTemporaryFolder { folder in
            func make(_ name: String, _ size: Int) throws -> Artifact {
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* size >> 4) }
                let path = "\(folder)/\(name)"
                try Data(bytes).write(to: URL(filePath: path))
                return Artifact(
                    path: path, sha256: try SHA256.hex(bytes), size: size, unpackedSize: size, handler: "h")
            }
            // moto takes no parts below 5 MB.
            try await body((try make("a", 5_300_001), try make("b", 900)))
        }
    }

    @Test(arguments: ArtifactStoreContract.allCases)
    func theTwinKeepsThePromises(promise: ArtifactStoreContract) async throws {
        try await withArtifacts { try await promise.verify(InMemoryArtifactStore(), $0) }
    }

    @Test(arguments: ArtifactStoreContract.allCases)
    func theScriptedBucketKeepsThePromises(promise: ArtifactStoreContract) async throws {
        try await withArtifacts { try await promise.verify(ScriptedBucket().store(partSize: 1 << 20), $0) }
    }

    @Test(.enabled(if: Laboratory.python != nil, Comment(rawValue: LabPython.absence)))
    func motoKeepsThePromises() async throws {
        let moto = try MotoServer(try #require(Laboratory.python))
        defer { moto.stop() }
        let transport = CurlTransport()
        try await withArtifacts { artifacts in
            // A region of its own gives each promise an empty bucket.
            let regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1", "sa-east-1"]
            for (promise, region) in zip(ArtifactStoreContract.allCases, regions) {
                let client = AWSClient(
                    transport: transport, credentials: StaticCredentialsProvider(RecordingClient.credentials),
                    region: region, endpoints: EndpointResolver(environment: ["AWS_ENDPOINT_URL": moto.url]),
                    now: { RecordingClient.noon }, middleware: AWSClient.retrying())
                let store = S3ArtifactStore(
                    client, account: AWSAccount(client), directLimit: 0, wholeLimit: 1 << 20, partSize: 5 << 20)
                try await promise.verify(store, artifacts)
            }
        }
        await transport.shutdown()
    }
}
