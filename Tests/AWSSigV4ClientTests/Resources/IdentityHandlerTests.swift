import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Roles, policy attachments and log groups.
@Suite struct IdentityHandlerTests {
    private static let role: ResourceType = "aws:iam/role:Role"
    private static let logs: ResourceType = "aws:cloudwatch/logGroup:LogGroup"
    private static let tags = PropertyValue.object(ResourceFixtures.ownership.mapValues { .string($0) })
    private static let roleInputs: PropertyMap = [
        "name": "r", "assumeRolePolicy": "{}", "path": "/", "maxSessionDuration": 3600, "tags": tags,
    ]
    private static let logInputs: PropertyMap = [
        "name": "/aws/lambda/f", "retentionInDays": 14, "region": "us-east-1", "tags": tags,
    ]

    private static func roleAnswer(_ operation: String, owner: String? = nil) -> HTTPResponse {
        let tags = ResourceFixtures.ownership
            .map { "<member><Key>\($0.key)</Key><Value>\(owner ?? $0.value)</Value></member>" }.joined()
        return .xml(
            operation,
            "<Role><RoleName>r</RoleName><RoleId>AROA</RoleId><Path>/</Path>"
                + "<Arn>arn:aws:iam::123456789012:role/r</Arn><CreateDate>2026-01-01T00:00:00.123Z</CreateDate>"
                + "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>"
                + "<MaxSessionDuration>3600</MaxSessionDuration><Tags>\(tags)</Tags></Role>")
    }

    @Test func createsARoleWithOneRequest() async throws {
        let calls = ScriptedCalls([Self.roleAnswer("CreateRole")])
        let outcome = try await calls.provider.create(Self.role, Self.roleInputs)
        #expect(calls.operations == ["CreateRole"])
        #expect(outcome.id == "r")
        #expect(outcome.outputs["createDate"] == "2026-01-01T00:00:00Z")
        #expect(outcome.outputs["forceDetachPolicies"] == false)
        #expect(outcome.outputs["tagsAll"] == Self.tags)
    }

    @Test func takesOverItsOwnRoleOnly() async throws {
        let exists = HTTPResponse.xmlFailure("EntityAlreadyExists", status: 409)
        var wanted = Self.roleInputs
        wanted["description"] = "mine"
        let calls = ScriptedCalls([exists, Self.roleAnswer("GetRole"), .xml("UpdateRole", "")])
        #expect(try await calls.provider.create(Self.role, wanted).outputs["description"] == "mine")
        #expect(calls.operations == ["CreateRole", "GetRole", "UpdateRole"])
        let foreign = ScriptedCalls([exists, Self.roleAnswer("GetRole", owner: "you")])
        let (failure, _) = await foreign.failure { _ = try await $0.create(Self.role, wanted) }
        #expect(failure?.code == "ForeignResource")
        let hidden = ScriptedCalls([exists, .xmlFailure("NoSuchEntity", status: 404)])
        #expect(
            await hidden.failure { _ = try await $0.create(Self.role, wanted) }.failure?.code == "EntityAlreadyExists")
        var moved = Self.roleInputs
        moved["path"] = "/x/"
        let blocked = ScriptedCalls([exists, Self.roleAnswer("GetRole")])
        #expect(await blocked.failure { _ = try await $0.create(Self.role, moved) }.failure?.code == "CannotAdopt")
    }

    @Test func updatesARoleByParts() async throws {
        var wanted = Self.roleInputs
        wanted["assumeRolePolicy"] = #"{"a":1}"#
        wanted["tags"] = ["A": "b"]
        let empty = HTTPResponse.xml("X", "")
        let calls = ScriptedCalls([empty, empty, .xmlFailure("AccessDenied", "not iam:UntagRole", status: 403)])
        let state = ResourceFixtures.state(Self.role, id: "r", inputs: Self.roleInputs)
        let diff = calls.provider.diff(state, wanted)
        let (failure, partial) = await calls.failure { _ = try await $0.update(state, wanted, diff) }
        #expect(calls.operations == ["UpdateAssumeRolePolicy", "TagRole", "UntagRole"])
        #expect(failure?.description.contains("iam:UntagRole") == true)
        #expect(partial?.inputs["assumeRolePolicy"] == wanted["assumeRolePolicy"])
        #expect(partial?.inputs["tags"] == Self.tags)
    }

    @Test func deletesARoleWithThePoliciesThatItLists() async throws {
        let empty = HTTPResponse.xml("X", "")
        let calls = ScriptedCalls([
            empty, .xmlFailure("ConcurrentModification", status: 409), empty, .xmlFailure("NoSuchEntity", status: 404),
        ])
        var state = ResourceFixtures.state(Self.role, id: "r", inputs: Self.roleInputs)
        state.inputs["managedPolicyArns"] = ["arn:p"]
        try await calls.provider.delete(state)
        #expect(calls.operations == ["DetachRolePolicy", "DeleteRole", "DeleteRole"])
        try await calls.provider.delete(state)
        let gone = ScriptedCalls([.xmlFailure("NoSuchEntity", status: 404)])
        #expect(try await gone.provider.read(state) == nil)
    }

    @Test func waitsUntilIAMKnowsThatThePoliciesOfARoleAreDetached() async throws {
        let attached = HTTPResponse.xmlFailure(
            "DeleteConflict", "Cannot delete entity, must detach all policies first.", status: 409)
        let state = ResourceFixtures.state(Self.role, id: "r", inputs: Self.roleInputs)
        let calls = ScriptedCalls([attached, attached, .xml("DeleteRole", "")])
        try await calls.provider.delete(state)
        #expect(calls.operations == ["DeleteRole", "DeleteRole", "DeleteRole"])
        let kept = ScriptedCalls(Array(repeating: attached, count: 100))
        let (failure, _) = await kept.failure { try await $0.delete(state) }
        #expect(failure?.code == "DeleteConflict")
        #expect(kept.clock.now.offset == .seconds(30))
    }

    @Test func attachmentsAreFoundByTheirPolicy() async throws {
        let type: ResourceType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
        let inputs: PropertyMap = ["role": "r", "policyArn": "arn:p"]
        let list = HTTPResponse.xml(
            "ListAttachedRolePolicies",
            "<AttachedPolicies><member><PolicyName>p</PolicyName><PolicyArn>arn:p</PolicyArn></member></AttachedPolicies>"
        )
        let none = HTTPResponse.xml("ListAttachedRolePolicies", "<AttachedPolicies/>")
        let gone = HTTPResponse.xmlFailure("NoSuchEntity", status: 404)
        let calls = ScriptedCalls([.xml("AttachRolePolicy", ""), list, none, gone, gone])
        let created = try await calls.provider.create(type, inputs)
        #expect(created.id == "r/arn:p")
        #expect(created.outputs == ["id": "r/arn:p", "role": "r", "policyArn": "arn:p"])
        #expect(try await calls.provider.find(type, inputs) == created)
        let state = ResourceFixtures.state(type, id: created.id, inputs: inputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state) == nil)
        #expect(try await calls.provider.read(state) == nil)
        try await calls.provider.delete(state)
        #expect(try await calls.update(type, id: created.id, from: inputs, to: inputs).id == created.id)
    }

    private static let identity = HTTPResponse.xml("GetCallerIdentity", "<Account>123456789012</Account>")
    private static let groupARN = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f"
    private static let group = HTTPResponse.json(
        #"{"logGroups":[{"logGroupName":"/aws/lambda/f","arn":"\#(groupARN):*"},{"logGroupName":"/aws/lambda/f2"}]}"#)

    @Test func createsALogGroupAndAsksForTheAccountOnce() async throws {
        let empty = HTTPResponse.json("{}")
        let calls = ScriptedCalls([empty, empty, Self.identity, empty, empty])
        let outcome = try await calls.provider.create(Self.logs, Self.logInputs)
        #expect(calls.operations == ["CreateLogGroup", "PutRetentionPolicy", "GetCallerIdentity"])
        #expect(outcome.outputs["arn"] == .string(Self.groupARN))
        _ = try await calls.provider.create(Self.logs, Self.logInputs)
        #expect(calls.operations.suffix(2) == ["CreateLogGroup", "PutRetentionPolicy"])
    }

    @Test func aLogGroupWithoutItsRetentionIsRecorded() async throws {
        let calls = ScriptedCalls([
            .json("{}"), .failure("OperationAbortedException"), .failure("InvalidParameterException"),
        ])
        let (failure, partial) = await calls.failure { _ = try await $0.create(Self.logs, Self.logInputs) }
        #expect(failure?.code == "InvalidParameterException")
        #expect(partial?.inputs["retentionInDays"] == nil)
        #expect(partial?.id == "/aws/lambda/f")
    }

    @Test func takesOverItsOwnLogGroup() async throws {
        let owned = ResourceFixtures.ownership.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        let calls = ScriptedCalls([
            .failure("ResourceAlreadyExistsException"), Self.group, .json(#"{"tags":{\#(owned)}}"#), .json("{}"),
        ])
        let outcome = try await calls.provider.create(Self.logs, Self.logInputs)
        #expect(
            calls.operations == [
                "CreateLogGroup", "DescribeLogGroups", "ListTagsForResource", "PutRetentionPolicy",
            ])
        #expect(outcome.inputs == Self.logInputs)
        let foreign = ScriptedCalls([Self.group, .json("{}")])
        #expect(
            await foreign.failure { _ = try await $0.find(Self.logs, Self.logInputs) }.failure?.code
                == "ForeignResource")
    }

    @Test func changesALogGroup() async throws {
        var wanted = Self.logInputs
        wanted["retentionInDays"] = nil
        wanted["tags"] = ["A": "b"]
        let empty = HTTPResponse.json("{}")
        let calls = ScriptedCalls([empty, Self.identity, empty, empty])
        let outcome = try await calls.update(Self.logs, id: "/aws/lambda/f", from: Self.logInputs, to: wanted)
        #expect(
            calls.operations == ["DeleteRetentionPolicy", "GetCallerIdentity", "TagResource", "UntagResource"])
        #expect(outcome.outputs["retentionInDays"] == 0)
        #expect(outcome.outputs["arn"] == .string(Self.groupARN))
    }

    /// A key is changed in place: a new log group would have none of the old events.
    @Test func changesTheKeyOfALogGroup() async throws {
        var encrypted = Self.logInputs
        encrypted["kmsKeyId"] = "arn:k"
        let outputs: PropertyMap = ["arn": .string(Self.groupARN)]
        let calls = ScriptedCalls([.json("{}"), .json("{}")])
        let locked = try await calls.update(
            Self.logs, id: "/aws/lambda/f", from: Self.logInputs, to: encrypted, outputs: outputs)
        #expect(calls.transport.requests[0].text == #"{"logGroupName":"/aws/lambda/f","kmsKeyId":"arn:k"}"#)
        #expect(locked.outputs["kmsKeyId"] == "arn:k")
        let state = ResourceFixtures.state(Self.logs, id: "/aws/lambda/f", inputs: encrypted, outputs: outputs)
        let diff = calls.provider.diff(state, Self.logInputs)
        #expect(diff.changes.allSatisfy { !$0.forcesReplacement })
        #expect(try await calls.provider.update(state, Self.logInputs, diff).outputs["kmsKeyId"] == "")
        #expect(calls.operations == ["AssociateKmsKey", "DisassociateKmsKey"])
    }

    @Test func looksOnceMoreAfterALogGroupIsDeleted() async throws {
        let empty = HTTPResponse.json("{}")
        let state = ResourceFixtures.state(Self.logs, id: "/aws/lambda/f", inputs: Self.logInputs)
        let calls = ScriptedCalls([
            empty, Self.group, .failure("ResourceNotFoundException"), .failure("ResourceNotFoundException"),
            .json(#"{"logGroups":[]}"#), .json(#"{"logGroups":[]}"#),
        ])
        try await calls.provider.delete(state)
        #expect(calls.operations == ["DeleteLogGroup", "DescribeLogGroups", "DeleteLogGroup"])
        try await calls.provider.delete(state)
        #expect(calls.operations.count == 5)
        #expect(try await calls.provider.read(state) == nil)
        var kept = state
        kept.inputs["skipDestroy"] = true
        try await calls.provider.delete(kept)
        #expect(calls.operations.count == 6)
    }
}
