import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct FunctionHandlerTests {
    static let type: ResourceType = "aws:lambda/function:Function"
    private static let arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    static let hash = String(repeating: "00", count: 32)

    static let inputs: PropertyMap = [
        "name": "f", "role": "arn:aws:iam::123456789012:role/r", "runtime": "nodejs22.x", "handler": "a.b",
        "memorySize": 128, "timeout": 3, "publish": true, "reservedConcurrentExecutions": -1, "region": "us-east-1",
        "code": .archive(Archive(hash: hash, path: "f.zip")),
        "environment": ["__defaults": [], "variables": ["KEY": .secret("hidden"), "PLAIN": "p"]],
        "tags": .object(ResourceFixtures.ownership.mapValues { .string($0) }),
    ]

    static func configuration(
        version: String = "1", state: String = "Active", update: String = "Successful", revision: String = "r1",
        memory: Int = 128
    ) -> HTTPResponse {
        .json(configurationText(version: version, state: state, update: update, revision: revision, memory: memory))
    }

    private static func configurationText(
        version: String = "$LATEST", state: String = "Active", update: String = "Successful", revision: String = "r1",
        memory: Int = 128
    ) -> String {
        let qualified = version == "$LATEST" ? arn : "\(arn):\(version)"
        return #"{"FunctionName":"f","FunctionArn":"\#(qualified)","Version":"\#(version)","State":"\#(state)","#
            + #""StateReasonCode":"Broken","StateReason":"why","LastUpdateStatus":"\#(update)","RevisionId":"\#(revision)","#
            + #""MemorySize":\#(memory),"Timeout":3,"Runtime":"nodejs22.x","Handler":"a.b","CodeSize":2,"#
            + #""Role":"arn:aws:iam::123456789012:role/r","CodeSha256":"\#(Base64.encode(Array(repeating: 0, count: 32)))","#
            + #""Environment":{"Variables":{"KEY":"hidden","PLAIN":"p"}},"Architectures":["x86_64"]}"#
    }

    static func found(owned: Bool = true) -> HTTPResponse {
        let tags = ResourceFixtures.ownership.map { #""\#($0.key)":"\#(owned ? $0.value : "other")""# }
            .joined(separator: ",")
        return .json(#"{"Configuration":\#(configurationText()),"Tags":{\#(tags),"aws:x":"y"}}"#)
    }

    static let versions = HTTPResponse.json(
        #"{"Versions":[{"Version":"$LATEST"},{"Version":"9"},{"Version":"10"}]}"#)

    /// Runs with a project folder that holds the zip.
    func withProject(_ body: (String) async throws -> Void) async throws {
        try await Laboratory.withTemporaryFolder { folder in
            try Data("zip".utf8).write(to: URL(filePath: folder + "/f.zip"))
            try await body(folder)
        }
    }

    @Test func waitsForTheRoleAndForTheVersion() async throws {
        try await withProject { folder in
            let refusal = HTTPResponse.failure(
                "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
            // What Lambda says of variables that are encrypted in the name of a role that KMS does not know yet.
            let grant = HTTPResponse.failure(
                "InvalidParameterValueException",
                "Lambda was unable to configure access to your environment variables because the KMS key is invalid for "
                    + "CreateGrant. Please check your KMS key settings. KMS Exception: InvalidArnException "
                    + "KMS Message: ARN does not refer to a valid principal")
            let calls = ScriptedCalls(
                [
                    refusal, grant, Self.configuration(state: "Pending"), Self.configuration(state: "Pending"),
                    .failure("ResourceNotFoundException", "Function not found", status: 404), Self.configuration(),
                ], projectDirectory: folder)
            let outcome = try await calls.provider.create(Self.type, Self.inputs)
            #expect(
                calls.operations == Array(repeating: "POST /2015-03-31/functions", count: 3)
                    + Array(repeating: "GET /2015-03-31/functions/f/configuration?Qualifier=1", count: 3))
            #expect(
                calls.clock.sleeps
                    == [
                        .milliseconds(100), .milliseconds(200), .milliseconds(100), .milliseconds(200),
                        .milliseconds(100),
                    ])
            let body = calls.transport.requests.last { $0.method == "POST" }?.json
            #expect(body?["Environment"]?["Variables"]?["KEY"]?.string == "hidden")
            #expect(body?["Code"]?["ZipFile"]?.string == Base64.encode(Array("zip".utf8)))
            #expect(body?["Publish"]?.bool == true)
            #expect(body?["Tags"]?["semantest:stack"]?.string == "aws-production")
            #expect(outcome.id == "f")
            #expect(outcome.inputs == Self.inputs)
            #expect(outcome.outputs["arn"] == .string(Self.arn))
            #expect(outcome.outputs["qualifiedArn"] == .string(Self.arn + ":1"))
            #expect(outcome.outputs["version"] == "1")
            #expect(outcome.outputs["environment"] == ["variables": ["KEY": .secret("hidden"), "PLAIN": "p"]])
            #expect(!"\(outcome)".contains("hidden"))
        }
    }

    @Test func givesUpAtTheDeadline() async throws {
        try await withProject { folder in
            let busy = HTTPResponse.failure("ResourceConflictException", "an update is in progress", status: 409)
            let calls = ScriptedCalls(Array(repeating: busy, count: 200), projectDirectory: folder)
            let (failure, partial) = await calls.failure { _ = try await $0.create(Self.type, Self.inputs) }
            #expect(failure?.code == "ResourceConflictException")
            #expect(partial == nil)
            #expect(calls.clock.now.offset == .seconds(300))
        }
    }

    @Test func aFailedFunctionIsKeptAndExplained() async throws {
        try await withProject { folder in
            let calls = ScriptedCalls(
                [Self.configuration(state: "Pending"), Self.configuration(state: "Failed")], projectDirectory: folder)
            let (failure, partial) = await calls.failure { _ = try await $0.create(Self.type, Self.inputs) }
            #expect(failure?.code == "FunctionFailed")
            #expect(failure?.description.contains("Broken: why") == true)
            #expect(partial?.id == "f")
        }
    }

    /// Lambda leaves the tags out when the caller may not list them: they are neither removed nor somebody else's.
    @Test func tagsThatCannotBeReadAreNotTakenForNone() async throws {
        let hidden = HTTPResponse.json(
            #"{"Configuration":\#(Self.configurationText()),"TagsError":{"ErrorCode":"AccessDeniedException","#
                + #""Message":"not authorized to perform: lambda:ListTags"}}"#)
        let calls = ScriptedCalls([hidden, Self.versions, hidden, Self.versions])
        let state = ResourceFixtures.state(Self.type, id: "f", inputs: Self.inputs)
        #expect(try await calls.provider.read(state)?.inputs["tags"] == Self.inputs["tags"])
        let (failure, _) = await calls.failure { _ = try await $0.find(Self.type, Self.inputs) }
        #expect(failure?.code == "UnreadableTags")
        #expect(failure?.description.contains("lambda:ListTags") == true)
    }

    @Test func takesOverItsOwnAndRefusesForeignOnes() async throws {
        try await withProject { folder in
            let exists = HTTPResponse.failure("ResourceConflictException", "Function already exist: f", status: 409)
            var wanted = Self.inputs
            wanted["memorySize"] = 256
            let calls = ScriptedCalls(
                [
                    exists, Self.found(), Self.versions, Self.configuration(version: "$LATEST", revision: "r2"),
                    Self.configuration(version: "11", memory: 256),
                ], projectDirectory: folder)
            let outcome = try await calls.provider.create(Self.type, wanted)
            #expect(outcome.outputs["version"] == "11")
            #expect(
                calls.operations.suffix(2) == [
                    "PUT /2015-03-31/functions/f/configuration", "POST /2015-03-31/functions/f/versions",
                ])
            #expect(calls.transport.requests.last?.json?["RevisionId"]?.string == "r2")

            let foreign = ScriptedCalls(
                [exists, Self.found(owned: false), Self.versions], projectDirectory: folder)
            let (failure, partial) = await foreign.failure { _ = try await $0.create(Self.type, Self.inputs) }
            #expect(failure?.code == "ForeignResource")
            #expect(failure?.description.contains("semantest-provision import aws:lambda/function:Function f") == true)
            #expect(partial == nil)
        }
    }

    @Test func configurationAndCodeTogetherPublishOnce() async throws {
        try await withProject { folder in
            var wanted = Self.inputs
            wanted["memorySize"] = 256
            wanted["environment"] = nil
            wanted["code"] = .archive(Archive(hash: "bb", path: "f.zip"))
            let calls = ScriptedCalls(
                [
                    Self.configuration(version: "$LATEST", update: "InProgress"),
                    Self.configuration(version: "$LATEST", revision: "r2"), Self.configuration(version: "2"),
                ], projectDirectory: folder)
            let outcome = try await calls.update(Self.type, id: "f", from: Self.inputs, to: wanted)
            #expect(
                calls.operations == [
                    "PUT /2015-03-31/functions/f/configuration", "GET /2015-03-31/functions/f/configuration",
                    "PUT /2015-03-31/functions/f/code",
                ])
            let requests = calls.transport.requests
            #expect(requests.first?.text == #"{"MemorySize":256,"Environment":{"Variables":{}}}"#)
            #expect(requests.last?.json?["Publish"]?.bool == true)
            #expect(requests.last?.json?["RevisionId"]?.string == "r2")
            #expect(outcome.outputs["version"] == "2")
        }
    }

    @Test func tagsAndConcurrencyMakeNoVersion() async throws {
        var wanted = Self.inputs
        wanted["tags"] = ["New": "1"]
        wanted["reservedConcurrentExecutions"] = 5
        let empty = HTTPResponse.json("{}")
        let calls = ScriptedCalls([empty, empty, empty, empty, empty, empty])
        let outputs: PropertyMap = ["arn": .string(Self.arn), "version": "3"]
        let outcome = try await calls.update(Self.type, id: "f", from: Self.inputs, to: wanted, outputs: outputs)
        #expect(calls.operations.first == "PUT /2017-10-31/functions/f/concurrency")
        #expect(calls.operations.count == 3)
        #expect(outcome.outputs["version"] == "3")
        #expect(outcome.outputs["tagsAll"] == ["New": "1"])
        var back = wanted
        back["reservedConcurrentExecutions"] = -1
        _ = try await calls.update(Self.type, id: "f", from: wanted, to: back, outputs: outputs)
        #expect(calls.operations.last == "DELETE /2017-10-31/functions/f/concurrency")
    }

    @Test func aHalfDoneUpdateIsRecordedAndFinished() async throws {
        var wanted = Self.inputs
        wanted["memorySize"] = 256
        let calls = ScriptedCalls([
            Self.configuration(version: "$LATEST", memory: 256),
            .failure("PreconditionFailedException", "The RevisionId provided does not match", status: 412),
        ])
        let state = ResourceFixtures.state(
            Self.type, id: "f", inputs: Self.inputs, outputs: ["version": "1", "qualifiedArn": "q"])
        let diff = calls.provider.diff(state, wanted)
        let (failure, partial) = await calls.failure { _ = try await $0.update(state, wanted, diff) }
        #expect(failure?.code == "PreconditionFailedException")
        #expect(failure?.description.contains("meanwhile") == true)
        #expect(partial?.inputs["memorySize"] == 256)
        #expect(partial?.outputs["version"] == "1")

        let next = ScriptedCalls([
            Self.configuration(version: "$LATEST"), .json(#"{"Versions":[]}"#), Self.configuration(version: "2"),
        ])
        let finished = try await next.update(Self.type, id: "f", from: wanted, to: wanted)
        #expect(
            next.operations == [
                "GET /2015-03-31/functions/f/configuration", "GET /2015-03-31/functions/f/versions",
                "POST /2015-03-31/functions/f/versions",
            ])
        #expect(finished.outputs["version"] == "2")
        var unpublished = wanted
        unpublished["publish"] = false
        let waiting = ScriptedCalls([Self.configuration(version: "$LATEST")])
        let latest = try await waiting.update(Self.type, id: "f", from: unpublished, to: unpublished)
        #expect(latest.outputs["version"] == "$LATEST")
    }

    @Test func readSeesDriftAndKeepsSecrets() async throws {
        let calls = ScriptedCalls([Self.found(), Self.versions, .failure("ResourceNotFoundException", status: 404)])
        var drifted = Self.inputs
        drifted["timeout"] = 9
        drifted["code"] = .archive(Archive(hash: "ff", path: "f.zip"))
        let state = ResourceFixtures.state(Self.type, id: "f", inputs: drifted)
        let outcome = try #require(try await calls.provider.read(state))
        #expect(outcome.inputs == Self.inputs)
        #expect(outcome.outputs["version"] == "10")
        #expect(calls.provider.diff(state, Self.inputs).changes.map(\.path) == ["code", "timeout"])
        #expect(try await calls.provider.read(state) == nil)
    }

    @Test func deleteWaitsOutConflictsAndTakesGoneAsRemoved() async throws {
        let busy = HTTPResponse.failure("ResourceConflictException", "in progress", status: 409)
        let calls = ScriptedCalls([
            busy, HTTPResponse(status: 204), .failure("ResourceNotFoundException", status: 404),
            .failure(
                "AccessDeniedException", "User: u is not authorized to perform: lambda:DeleteFunction on f", status: 403
            ),
        ])
        let state = ResourceFixtures.state(Self.type, id: "f", inputs: Self.inputs)
        try await calls.provider.delete(state)
        try await calls.provider.delete(state)
        let (failure, _) = await calls.failure { try await $0.delete(state) }
        #expect(failure?.description.contains("lambda:DeleteFunction on f") == true)
        #expect(failure?.description.contains("req-1") == true)
        #expect(failure?.category == .operation)
        var kept = state
        kept.inputs["skipDestroy"] = true
        try await calls.provider.delete(kept)
        #expect(calls.operations.count == 4)
    }

    @Test func saysWhatItNeeds() async throws {
        var sealed = Self.inputs
        sealed["environment"] = ["variables": ["KEY": .sealed("v1:x")]]
        let calls = ScriptedCalls([])
        #expect(await calls.failure { _ = try await $0.create(Self.type, sealed) }.failure?.code == "SealedSecret")
        #expect(
            await calls.failure { _ = try await $0.create(Self.type, Self.inputs) }.failure?.code
                == "UnreadableArtifact")
        var bare = Self.inputs
        bare["code"] = .archive(Archive(hash: "a", path: nil))
        #expect(await calls.failure { _ = try await $0.create(Self.type, bare) }.failure?.code == "MissingArtifact")
        bare["name"] = .unknown
        #expect(await calls.failure { _ = try await $0.create(Self.type, bare) }.failure?.code == "UnresolvedProperty")
        bare["name"] = nil
        #expect(await calls.failure { _ = try await $0.find(Self.type, bare) }.failure?.code == "MissingProperty")
        #expect(calls.operations.isEmpty)
    }
}
