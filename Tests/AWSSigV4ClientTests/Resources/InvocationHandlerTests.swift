import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Aliases, permissions and what failures say.
@Suite struct InvocationHandlerTests {
    private static let alias: ResourceType = "aws:lambda/alias:Alias"
    private static let permission: ResourceType = "aws:lambda/permission:Permission"
    private static let aliasARN = "arn:aws:lambda:us-east-1:123456789012:function:f:live"
    private static let aliasInputs: PropertyMap = [
        "name": "live", "functionName": "f", "functionVersion": "2", "region": "us-east-1",
    ]
    private static let gone = HTTPResponse.failure("ResourceNotFoundException", status: 404)
    private static let conflict = HTTPResponse.failure(
        "ResourceConflictException", "it already exists", status: 409)

    private static func aliasAnswer(_ version: String) -> HTTPResponse {
        .json(#"{"AliasArn":"\#(aliasARN)","Name":"live","FunctionVersion":"\#(version)","Description":""}"#)
    }

    @Test func aliasesLive() async throws {
        let calls = ScriptedCalls([
            Self.conflict, Self.aliasAnswer("1"), Self.aliasAnswer("2"), Self.aliasAnswer("2"), Self.gone, Self.gone,
        ])
        let created = try await calls.provider.create(Self.alias, Self.aliasInputs)
        let path = "/2015-03-31/functions/f/aliases"
        #expect(calls.operations == ["POST \(path)", "GET \(path)/live", "PUT \(path)/live"])
        #expect(calls.transport.requests.last?.text == #"{"FunctionVersion":"2"}"#)
        #expect(created.id == Self.aliasARN)
        #expect(
            created.outputs["invokeArn"]
                == .string(
                    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(Self.aliasARN)/invocations"))
        let state = ResourceFixtures.state(
            Self.alias, id: created.id, inputs: Self.aliasInputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state) == created)
        #expect(try await calls.provider.read(state) == nil)
        try await calls.provider.delete(state)
        let same = try await calls.update(
            Self.alias, id: created.id, from: Self.aliasInputs, to: Self.aliasInputs, outputs: created.outputs)
        #expect(same == created)
    }

    @Test func aliasesWaitForABusyFunction() async throws {
        let busy = HTTPResponse.failure(
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in progress for resource: \(Self.aliasARN)",
            status: 409)
        let calls = ScriptedCalls([busy, Self.aliasAnswer("2"), busy, Self.aliasAnswer("3")])
        let created = try await calls.provider.create(Self.alias, Self.aliasInputs)
        var wanted = Self.aliasInputs
        wanted["functionVersion"] = "3"
        let moved = try await calls.update(
            Self.alias, id: created.id, from: Self.aliasInputs, to: wanted, outputs: created.outputs)
        #expect(calls.transport.requests.map(\.method) == ["POST", "POST", "PUT", "PUT"])
        #expect(moved.outputs["functionVersion"] == "3")
    }

    private static let permissionInputs: PropertyMap = [
        "statementId": "s", "action": "lambda:InvokeFunction", "function": "f", "qualifier": "live",
        "principal": "apigateway.amazonaws.com", "sourceArn": "arn:x/*/*", "region": "us-east-1",
    ]

    private static func policy(_ source: String) -> HTTPResponse {
        let text =
            #"{\"Statement\":[{\"Sid\":\"other\"},{\"Sid\":\"s\",\"Action\":\"lambda:InvokeFunction\","#
            + #"\"Principal\":{\"Service\":\"apigateway.amazonaws.com\"},"#
            + #"\"Condition\":{\"ArnLike\":{\"AWS:SourceArn\":\"\#(source)\"}}}]}"#
        return .json(#"{"Policy":"\#(text)"}"#)
    }

    @Test func permissionsLive() async throws {
        let busy = HTTPResponse.failure("ResourceConflictException", "an update is in progress", status: 409)
        let calls = ScriptedCalls([
            busy, .json(#"{"Statement":"{}"}"#, status: 201), Self.policy("arn:x/*/*"), Self.gone,
            .json(#"{"Policy":"{\"Statement\":[]}"}"#), .json(#"{"Policy":"no JSON"}"#), Self.gone,
        ])
        let created = try await calls.provider.create(Self.permission, Self.permissionInputs)
        #expect(created.id == "s")
        let state = ResourceFixtures.state(
            Self.permission, id: "s", inputs: Self.permissionInputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state) == created)
        #expect(try await calls.provider.read(state) == nil)
        #expect(try await calls.provider.read(state) == nil)
        #expect(await calls.failure { _ = try await $0.read(state) }.failure?.code == "UnreadablePolicy")
        try await calls.provider.delete(state)
        #expect(calls.operations.last == "DELETE /2015-03-31/functions/f/policy/s?Qualifier=live")
        #expect(
            try await calls.update(
                Self.permission, id: "s", from: Self.permissionInputs, to: Self.permissionInputs
            ).id == "s")
    }

    @Test func waitsUntilANewFunctionIsKnown() async throws {
        let calls = ScriptedCalls([Self.gone, .json(#"{"Statement":"{}"}"#, status: 201)])
        #expect(try await calls.provider.create(Self.permission, Self.permissionInputs).id == "s")
        #expect(calls.transport.requests.map(\.method) == ["POST", "POST"])
        let never = ScriptedCalls(Array(repeating: Self.gone, count: 100))
        let (failure, _) = await never.failure { _ = try await $0.create(Self.permission, Self.permissionInputs) }
        #expect(failure?.code == "ResourceNotFoundException")
        #expect(never.clock.now.offset == .seconds(30))
        // A function from before that is gone stays gone.
        var other = Self.permissionInputs
        other["function"] = "g"
        let old = ScriptedCalls([Self.gone, Self.gone])
        #expect(await old.failure { _ = try await $0.create(Self.permission, other) }.failure != nil)
        #expect(old.clock.sleeps.isEmpty)
    }

    @Test func aTakenStatementIsKeptOrMadeAnew() async throws {
        let same = ScriptedCalls([Self.conflict, Self.policy("arn:x/*/*")])
        #expect(try await same.provider.create(Self.permission, Self.permissionInputs).id == "s")
        let other = ScriptedCalls([Self.conflict, Self.policy("arn:y"), HTTPResponse(status: 204), .json("{}")])
        let made = try await other.provider.create(Self.permission, Self.permissionInputs)
        #expect(made.outputs["sourceArn"] == "arn:x/*/*")
        #expect(other.transport.requests.map(\.method) == ["POST", "GET", "DELETE", "POST"])
        let hidden = ScriptedCalls([Self.conflict, Self.gone])
        let (failure, _) = await hidden.failure { _ = try await $0.create(Self.permission, Self.permissionInputs) }
        #expect(failure?.code == "ResourceConflictException")
        #expect(failure?.description.contains("aws:lambda/permission:Permission s") == true)
    }

    @Test func aLostAnswerIsSaidToBeUnknown() async throws {
        let lost = ScriptedCalls(
            failing: HTTPTransportError(
                code: .connectionLost, method: "POST", host: "h", message: "m", requestMayHaveBeenProcessed: true))
        let (failure, _) = await lost.failure { _ = try await $0.create(Self.alias, Self.aliasInputs) }
        #expect(failure?.outcomeIsUnknown == true)
        #expect(failure?.code == "TransportFailed")
        let refused = ScriptedCalls([
            .failure("ServiceException", status: 500), .failure("ExpiredTokenException", status: 403),
            HTTPResponse(status: 200, body: Array("nonsense".utf8)),
        ])
        let server = await refused.failure { _ = try await $0.create(Self.alias, Self.aliasInputs) }.failure
        #expect(server?.outcomeIsUnknown == true)
        let expired = await refused.failure { _ = try await $0.create(Self.alias, Self.aliasInputs) }.failure
        #expect(expired?.category == .credentials)
        #expect(expired?.outcomeIsUnknown == false)
        let garbled = await refused.failure { _ = try await $0.create(Self.alias, Self.aliasInputs) }.failure
        #expect(garbled?.code == "UnreadableAnswer")
        #expect(garbled?.outcomeIsUnknown == true)
    }

    @Test func otherTypesAreRefused() async throws {
        let calls = ScriptedCalls([])
        let bucket = ResourceFixtures.state("aws:s3/bucket:Bucket", id: "b", inputs: [:])
        #expect(await calls.failure { try await $0.delete(bucket) }.failure?.code == "UnsupportedResourceType")
    }

    @Test func aResourceOfAnotherRegionIsNotTakenForGone() async throws {
        let calls = ScriptedCalls([])
        var state = ResourceFixtures.state(Self.alias, id: Self.aliasARN, inputs: Self.aliasInputs)
        state.inputs["region"] = "eu-west-1"
        let moved = state
        let failure = await calls.failure { try await $0.delete(moved) }.failure
        #expect(failure?.code == "RegionMismatch")
        #expect(failure?.description.contains("eu-west-1") == true)
        #expect(await calls.failure { _ = try await $0.read(moved) }.failure?.code == "RegionMismatch")
        #expect(calls.operations.isEmpty)
    }

    @Test func theAccountIsAskedForOnce() async throws {
        let transport = InMemoryTransport { request in
            guard request.operation == "GetCallerIdentity" else { return .json("{}") }
            for _ in 0..<100 { await Task.yield() }
            return .xml("GetCallerIdentity", "<Account>123456789012</Account>")
        }
        let account = AWSAccount(ResourceFixtures.client(transport))
        async let first = account.id()
        async let second = account.id()
        #expect(try await [first, second] == ["123456789012", "123456789012"])
        #expect(transport.requests.count == 1)
        let known = AWSAccount(ResourceFixtures.client(transport))
        await known.learn(from: "arn:aws:apigateway:us-east-1::/apis/a1")
        await known.learn(from: "no ARN")
        await known.learn(from: "arn:aws:iam::210987654321:role/r")
        #expect(try await known.id() == "210987654321")
        #expect(transport.requests.count == 1)
    }
}
