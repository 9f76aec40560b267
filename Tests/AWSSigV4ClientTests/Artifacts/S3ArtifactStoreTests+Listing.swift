import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// What refusals mean, and what is told of a bucket.
extension S3ArtifactStoreTests {
    @Test func errorsSayWhatToDo() async throws {
        try await withArtifact(200) { artifact, _ in
            func failure(
                _ contents: ScriptedBucket.Contents, _ name: String = "", _ answer: HTTPResponse? = nil
            ) async throws -> AWSResourceError {
                let bucket = ScriptedBucket(contents) { operation, _ in operation == name ? answer : nil }
                let error = await #expect(throws: AWSResourceError.self) {
                    _ = try await bucket.store().put(artifact, for: Self.stack)
                }
                return try #require(error)
            }
            var foreign = Self.ready()
            foreign.isOurs = false
            let denied = try await failure(foreign)
            #expect(denied.code == "ArtifactBucketDenied")
            #expect(denied.description.contains("does not belong to account 123456789012"))
            #expect(denied.hint?.contains("s3:ListBucket") == true)
            var taken = ScriptedBucket.Contents()
            taken.isOurs = false
            try #require(try await failure(taken).code == "ArtifactBucketTaken")
            let moved = try await failure(Self.ready(), "HeadObject", HTTPResponse(status: 301))
            #expect(moved.code == "ArtifactBucketElsewhere")
            let lost = try await failure(Self.ready(), "PutObject", ScriptedBucket.failure("EntityTooSmall", 400))
            #expect(lost.code == "EntityTooSmall")
            #expect(lost.description.contains("r1"))
            let stranger = try await failure(
                Self.ready(), "GetCallerIdentity", .xmlFailure("InvalidClientTokenId", status: 403))
            #expect(stranger.category == .credentials)
            var gone = artifact
            gone.path += ".gone"
            await #expect(throws: AWSResourceError.self) {
                _ = try await ScriptedBucket(Self.ready()).store().put(gone, for: Self.stack)
            }
        }
    }

    @Test func listsTellsOwnersAndRemoves() async throws {
        let none = ScriptedBucket()
        try #require(try await none.store().list().isEmpty)
        try await none.store().remove([])
        try await none.store().remove([String(repeating: "0", count: 64)])
        let hashes = (0..<12).map { number in String(repeating: "0", count: 63) + String(number, radix: 16) }
        var contents = Self.ready()
        for hash in hashes {
            contents.objects["\(hash).zip"] = .init(
                bytes: [1, 2], metadata: ["semantest-project": "shop-api", "semantest-stack": "aws-\(hash.suffix(1))"])
        }
        contents.objects["\(hashes[1]).zip"]?.metadata = [:]
        contents.objects["readme.txt"] = .init(bytes: [1], metadata: [:])
        let bucket = ScriptedBucket(contents)
        let store = bucket.store()
        let listed = try await store.list()
        #expect(listed.map(\.sha256) == hashes)
        #expect(listed.first == KeptArtifact(sha256: hashes[0], size: 2, modified: Timestamp(seconds: 1_767_225_600)))
        let owners = try await store.owners(of: hashes + [String(repeating: "f", count: 64)])
        #expect(owners.count == 11)
        #expect(owners[hashes[11]] == .stack(StackReference(project: "shop-api", stack: "aws-b")))
        try await store.remove([hashes[0], hashes[5]])
        #expect(bucket.objects.count == 11)
        try #require(try await store.list().count == 10)
        let failing = ScriptedBucket(contents) { name, _ in
            name == "DeleteObjects"
                ? HTTPResponse(
                    status: 200,
                    body: Array(
                        "<R><Error><Key>k.zip</Key><Code>AccessDenied</Code><Message>no</Message></Error></R>".utf8))
                : nil
        }
        let error = await #expect(throws: AWSResourceError.self) { try await failing.store().remove(hashes) }
        #expect(error?.code == "AccessDenied")
        #expect(error?.description.contains("k.zip") == true)
    }
}
