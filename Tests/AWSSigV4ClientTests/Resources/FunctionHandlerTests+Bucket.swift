import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Functions whose code is in the artifact bucket.
extension FunctionHandlerTests {
    private static let bucket = "semantest-artifacts-123456789012-us-east-1"

    /// Inputs with the code in S3.
    ///
    /// - Parameter hash: what the object's name says; the answers of `configuration` have 32 zero bytes.
    private static func stored(hash: String = hash) -> PropertyMap {
        var inputs = inputs
        inputs["code"] = nil
        inputs["s3Bucket"] = .string(bucket)
        inputs["s3Key"] = .string("\(hash).zip")
        return inputs
    }

    @Test func codeInABucketIsNamedNotSent() async throws {
        let calls = ScriptedCalls([Self.configuration()])
        let outcome = try await calls.provider.create(Self.type, Self.stored())
        let body = try #require(calls.transport.requests.first?.json)
        #expect(body["Code"]?.text() == #"{"S3Bucket":"\#(Self.bucket)","S3Key":"\#(Self.hash).zip"}"#)
        #expect(outcome.inputs == Self.stored())
        #expect(outcome.outputs["s3Bucket"] == .string(Self.bucket))
        #expect(outcome.outputs["s3Key"] == .string("\(Self.hash).zip"))
        #expect(outcome.outputs["code"] == nil)
    }

    @Test func codeMovesIntoABucketAndBackInPlace() async throws {
        try await withProject { folder in
            let there = ScriptedCalls([Self.configuration(version: "2")], projectDirectory: folder)
            let moved = try await there.update(Self.type, id: "f", from: Self.inputs, to: Self.stored())
            #expect(there.operations == ["PUT /2015-03-31/functions/f/code"])
            #expect(
                there.transport.requests.first?.text.hasPrefix(#"{"S3Bucket":"\#(Self.bucket)","S3Key":"#) == true)
            #expect(moved.inputs == Self.stored())
            #expect(moved.outputs["code"] == nil)
            #expect(moved.outputs["version"] == "2")
            let back = ScriptedCalls([Self.configuration(version: "3")], projectDirectory: folder)
            let direct = try await back.update(
                Self.type, id: "f", from: Self.stored(), to: Self.inputs, outputs: moved.outputs)
            #expect(back.operations == ["PUT /2015-03-31/functions/f/code"])
            #expect(back.transport.requests.first?.json?["ZipFile"]?.string == Base64.encode(Array("zip".utf8)))
            #expect(direct.outputs["s3Key"] == nil && direct.outputs["s3Bucket"] == nil)
            #expect(direct.outputs["code"]?.archiveValue?.path == "f.zip")
        }
    }

    /// Whoever may write to the bucket could put anything there: it must not get traffic.
    @Test func contentThatIsNotWhatItsNameSaysIsRefused() async throws {
        let wanted = Self.stored(hash: String(repeating: "11", count: 32))
        let made = ScriptedCalls([Self.configuration()])
        let (failure, partial) = await made.failure { _ = try await $0.create(Self.type, wanted) }
        #expect(failure?.code == "ArtifactMismatch")
        #expect(partial?.inputs["s3Key"] == .string("\(Self.hash).zip"))
        #expect(partial?.outputs["s3Key"] == .string("\(Self.hash).zip"))
        let changed = ScriptedCalls([Self.configuration(version: "2")])
        let state = ResourceFixtures.state(Self.type, id: "f", inputs: Self.inputs)
        let diff = changed.provider.diff(state, wanted)
        #expect(diff.changes.map(\.path) == ["code", "s3Bucket", "s3Key"])
        #expect(!diff.requiresReplacement)
        let (second, half) = await changed.failure { _ = try await $0.update(state, wanted, diff) }
        #expect(second?.code == "ArtifactMismatch")
        #expect(half?.inputs["s3Key"] == .string("\(Self.hash).zip"))
        // The next plan sees the difference.
        let next = ResourceFixtures.state(Self.type, id: "f", inputs: half?.inputs ?? [:])
        #expect(changed.provider.diff(next, wanted).changes.map(\.path) == ["s3Key"])
    }

    @Test func readComparesTheContentWithTheNameOfTheObject() async throws {
        let calls = ScriptedCalls([
            Self.found(), Self.versions, Self.found(), Self.versions, Self.found(), Self.versions,
        ])
        let same = ResourceFixtures.state(Self.type, id: "f", inputs: Self.stored())
        #expect(try await calls.provider.read(same)?.inputs == Self.stored())
        let other = Self.stored(hash: String(repeating: "11", count: 32))
        let drifted = try await calls.provider.read(ResourceFixtures.state(Self.type, id: "f", inputs: other))
        #expect(drifted?.inputs == Self.stored())
        // A key of another program says nothing about the content.
        var foreign = Self.stored()
        foreign["s3Key"] = "builds/42.zip"
        #expect(
            try await calls.provider.read(ResourceFixtures.state(Self.type, id: "f", inputs: foreign))?.inputs
                == foreign)
    }
}
