import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct S3ArtifactStoreTests {
    static let stack = StackReference(project: "shop-api", stack: "aws-production")
    static let upload = [
        "ListMultipartUploads", "CreateMultipartUpload", "UploadPart", "UploadPart", "UploadPart",
        "CompleteMultipartUpload",
    ]
    static let looking = ["GetCallerIdentity", "HeadObject"]
    static let settingUp = [
        "HeadBucket", "CreateBucket", "Put publicAccessBlock", "Get lifecycle", "Put lifecycle", "Put tagging",
    ]

    /// A folder with an artifact of that many bytes.
    func withArtifact(_ size: Int, _ body: (Artifact, [UInt8]) async throws -> Void) async throws {
        try await Laboratory.withTemporaryFolder { folder in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 2) }
            try Data(bytes).write(to: URL(filePath: folder + "/a.zip"))
            let artifact = Artifact(
                path: folder + "/a.zip", sha256: try SHA256.hex(bytes), size: size, unpackedSize: size, handler: "h")
            try await body(artifact, bytes)
        }
    }

    /// A bucket that is there and set up.
    static func ready() -> ScriptedBucket.Contents {
        var contents = ScriptedBucket.Contents()
        contents.exists = true
        contents.tags = ["semantest:artifacts": "1"]
        return contents
    }

    @Test func onlyWhatIsTooLargeForACallHasAPlace() async throws {
        try await withArtifact(101) { artifact, _ in
            let bucket = ScriptedBucket()
            var small = artifact
            small.size = 100
            try #require(try await bucket.store().place(of: small) == nil)
            #expect(bucket.operations.isEmpty)
            let place = try #require(try await bucket.store().place(of: artifact))
            #expect("\(place)" == "s3://\(ScriptedBucket.name)/\(artifact.sha256).zip")
            #expect(bucket.operations == ["GetCallerIdentity"])
            try #require(try await bucket.store().location() == "s3://\(ScriptedBucket.name)")
        }
    }

    @Test func theFirstUploadMakesAPrivateBucket() async throws {
        try await withArtifact(1000) { artifact, bytes in
            let bucket = ScriptedBucket()
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.operations == Self.looking + Self.settingUp + ["PutObject"])
            let contents = bucket.box.withLock { $0 }
            #expect(contents.isBlocked && contents.hasLifecycle)
            #expect(contents.tags == ["semantest:artifacts": "1"])
            #expect(contents.documents.first == "")
            #expect(
                contents.documents.last?.contains(
                    "<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation>") == true)
            let object = try #require(contents.objects["\(artifact.sha256).zip"])
            #expect(object.bytes == bytes)
            #expect(object.metadata == ["semantest-project": "shop-api", "semantest-stack": "aws-production"])

            try #require(try await !bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.operations.count == Self.looking.count * 2 + Self.settingUp.count + 1)
        }
    }

    @Test func anotherRegionIsNamed() async throws {
        try await withArtifact(200) { artifact, _ in
            let bucket = ScriptedBucket()
            try #require(try await bucket.store(region: "eu-west-1").put(artifact, for: Self.stack))
            #expect(
                bucket.box.withLock { $0.documents.first }
                    == "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                    + "<LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>")
        }
    }

    @Test func aLargeOneGoesInParts() async throws {
        try await withArtifact(1001) { artifact, bytes in
            let bucket = ScriptedBucket(Self.ready())
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.operations == Self.looking + ["HeadBucket", "Get tagging"] + Self.upload)
            #expect(bucket.objects["\(artifact.sha256).zip"]?.bytes == bytes)
            let document = try #require(bucket.box.withLock { $0.documents.last })
            #expect(document.contains("<PartNumber>3</PartNumber></Part></CompleteMultipartUpload>"))
            #expect(
                document.contains(
                    "<ChecksumSHA256>\(Base64.encode(try SHA256.hash(Array(bytes[800...]))))</ChecksumSHA256>"
                        + "<ETag>\"tag-3\"</ETag>"))
        }
    }

    @Test func whatSomebodyHasSetUpStays() async throws {
        try await withArtifact(200) { artifact, _ in
            var contents = Self.ready()
            contents.tags = ["Owner": "platform"]
            contents.hasLifecycle = true
            let bucket = ScriptedBucket(contents)
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(
                bucket.operations == Self.looking + [
                    "HeadBucket", "Get tagging", "Put publicAccessBlock", "Get lifecycle", "Put tagging", "PutObject",
                ])
            #expect(
                bucket.box.withLock { $0.tags } == ["Owner": "platform", "semantest:artifacts": "1"])
            // Who may not look at the settings leaves them alone.
            let denied = ScriptedBucket(contents) { operation, _ in
                operation == "Get tagging" ? ScriptedBucket.failure("AccessDenied", 403) : nil
            }
            try #require(try await denied.store().put(artifact, for: Self.stack))
            #expect(denied.operations.last == "PutObject")
        }
    }

    @Test func aBucketThatIsNotKnownEverywhereYetIsWaitedFor() async throws {
        try await withArtifact(200) { artifact, _ in
            let bucket = ScriptedBucket { operation, earlier in
                operation == "Put publicAccessBlock" && earlier < 2 ? ScriptedBucket.failure("NoSuchBucket", 404) : nil
            }
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.box.withLock { $0.isBlocked })
        }
    }

    @Test func oneOfTheWrongSizeIsReplaced() async throws {
        try await withArtifact(1500) { artifact, bytes in
            var contents = Self.ready()
            contents.objects["\(artifact.sha256).zip"] = ScriptedBucket.Object(bytes: [1], metadata: [:])
            let bucket = ScriptedBucket(contents)
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.objects["\(artifact.sha256).zip"]?.bytes == bytes)
        }
    }

    @Test(arguments: ["UploadPart", "CompleteMultipartUpload", "CreateMultipartUpload"])
    func aFailureThatPassesIsTriedAgain(operation: String) async throws {
        try await withArtifact(1001) { artifact, bytes in
            let bucket = ScriptedBucket(Self.ready()) { name, earlier in
                name == operation && earlier < 2 ? ScriptedBucket.failure("SlowDown", 503) : nil
            }
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.objects["\(artifact.sha256).zip"]?.bytes == bytes)
            #expect(bucket.box.withLock { $0.uploads.isEmpty })
        }
    }

    /// S3 begins to answer CompleteMultipartUpload before it knows how it ends.
    @Test func anErrorWithStatus200IsOne() async throws {
        try await withArtifact(1001) { artifact, bytes in
            let failure = ScriptedBucket.failure("InternalError", 200)
            let passing = ScriptedBucket(Self.ready()) { name, earlier in
                name == "CompleteMultipartUpload" && earlier == 0 ? failure : nil
            }
            try #require(try await passing.store().put(artifact, for: Self.stack))
            #expect(passing.objects["\(artifact.sha256).zip"]?.bytes == bytes)

            let lasting = ScriptedBucket(Self.ready()) { name, _ in name == "CompleteMultipartUpload" ? failure : nil }
            let error = await #expect(throws: AWSResourceError.self) {
                _ = try await lasting.store().put(artifact, for: Self.stack)
            }
            #expect(error?.code == "InternalError")
            #expect(error?.description.contains(ScriptedBucket.name) == true)
            #expect(lasting.operations.count { $0 == "CompleteMultipartUpload" } == 3)
            #expect(lasting.operations.last == "AbortMultipartUpload")
            #expect(lasting.objects.isEmpty)
            #expect(lasting.box.withLock { $0.uploads.isEmpty })
        }
    }

    @Test func anUploadThatFailsIsEnded() async throws {
        try await withArtifact(2000) { artifact, _ in
            let bucket = ScriptedBucket(Self.ready()) { name, earlier in
                name == "UploadPart" && earlier >= 2 ? ScriptedBucket.failure("InvalidPart", 400) : nil
            }
            let error = await #expect(throws: AWSResourceError.self) {
                _ = try await bucket.store().put(artifact, for: Self.stack)
            }
            #expect(error?.code == "InvalidPart")
            #expect(bucket.operations.last == "AbortMultipartUpload")
            #expect(bucket.box.withLock { $0.uploads.isEmpty && $0.objects.isEmpty })
        }
    }

    @Test func anInterruptedUploadIsContinued() async throws {
        try await withArtifact(2000) { artifact, bytes in
            let bucket = ScriptedBucket(Self.ready()) { name, earlier in
                if name == "UploadPart", earlier == 4 { throw CancellationError() }
                return nil
            }
            await #expect(throws: CancellationError.self) {
                _ = try await bucket.store().put(artifact, for: Self.stack)
            }
            let begun = try #require(bucket.box.withLock { $0.uploads["upload-1"] })
            #expect(begun.parts.count >= 1 && begun.parts.count < 5)
            // A part that arrived spoilt is sent again.
            bucket.box.withLock { contents in
                if let number = contents.uploads["upload-1"]?.parts.keys.min() {
                    contents.uploads["upload-1"]?.parts[number]?[0] ^= 1
                }
            }
            let before = bucket.operations.count
            let next = ScriptedBucket(bucket.box.withLock { $0 })
            try #require(try await next.store().put(artifact, for: Self.stack))
            let sent = next.operations.dropFirst(before).count { $0 == "UploadPart" }
            #expect(sent == 5 - begun.parts.count + 1)
            #expect(!next.operations.dropFirst(before).contains("CreateMultipartUpload"))
            #expect(next.objects["\(artifact.sha256).zip"]?.bytes == bytes)
            #expect(next.box.withLock { $0.uploads.isEmpty })
        }
    }

    /// Another run has completed the same object meanwhile: with its own upload, or with ours.
    @Test(arguments: [(1000, "PutObject"), (1001, "CompleteMultipartUpload"), (1001, "UploadPart")])
    func anotherRunMayBeQuicker(size: Int, at operation: String) async throws {
        try await withArtifact(size) { artifact, bytes in
            let reached = LockedBox<ScriptedBucket?>(nil)
            let bucket = ScriptedBucket(Self.ready()) { name, earlier in
                if name == operation, earlier == 0 {
                    reached.withLock { $0 }?.box.withLock { contents in
                        contents.objects["\(artifact.sha256).zip"] = .init(bytes: bytes, metadata: ["theirs": "1"])
                        if name == "UploadPart" { contents.uploads = [:] }
                    }
                }
                return nil
            }
            reached.withLock { $0 = bucket }
            try #require(try await !bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.objects["\(artifact.sha256).zip"]?.metadata == ["theirs": "1"])
            reached.withLock { $0 = nil }
        }
    }

    @Test func twoRunsMayMakeTheBucketAtOnce() async throws {
        try await withArtifact(200) { artifact, _ in
            let answers = ["OperationAborted", "BucketAlreadyOwnedByYou"]
            var contents = Self.ready()
            contents.tags = [:]
            let bucket = ScriptedBucket(contents) { name, earlier in
                if name == "HeadBucket" { return HTTPResponse(status: 404) }
                return name == "CreateBucket" ? ScriptedBucket.failure(answers[min(earlier, 1)], 409) : nil
            }
            try #require(try await bucket.store().put(artifact, for: Self.stack))
            #expect(bucket.operations.count { $0 == "CreateBucket" } == 2)
        }
    }
}
