import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// The connection table.
@Suite struct TableHandlerTests {
    private static let table: ResourceType = "aws:dynamodb/table:Table"
    private static let tags = PropertyValue.object(ResourceFixtures.ownership.mapValues { .string($0) })
    private static let inputs: PropertyMap = [
        "name": "t", "billingMode": "PAY_PER_REQUEST", "hashKey": "connectionId", "region": "us-east-1", "tags": tags,
        "attributes": [["name": "connectionId", "type": "S", "__defaults": []]],
        "ttl": ["attributeName": "ttl", "enabled": true, "__defaults": []], "__defaults": [],
    ]
    private static let gone = HTTPResponse.failure("ResourceNotFoundException")
    private static let empty = HTTPResponse.json("{}")

    private static func described(_ status: String = "ACTIVE", as member: String = "Table") -> HTTPResponse {
        .json(
            #"{"\#(member)":{"TableName":"t","TableArn":"arn:aws:dynamodb:us-east-1:123456789012:table/t","#
                + #""TableStatus":"\#(status)","KeySchema":[{"AttributeName":"connectionId","KeyType":"HASH"}],"#
                + #""AttributeDefinitions":[{"AttributeName":"connectionId","AttributeType":"S"}],"#
                + #""BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},"#
                + #""WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,"Status":"ACTIVE"}}}"#)
    }

    private static func ttl(_ status: String, _ attribute: String = "ttl") -> HTTPResponse {
        .json(#"{"TimeToLiveDescription":{"TimeToLiveStatus":"\#(status)","AttributeName":"\#(attribute)"}}"#)
    }

    private static func tagList(_ owner: String? = nil) -> HTTPResponse {
        let tags = ResourceFixtures.ownership
            .map { #"{"Key":"\#($0.key)","Value":"\#(owner ?? $0.value)"}"# }.joined(separator: ",")
        return .json(#"{"Tags":[\#(tags)]}"#)
    }

    @Test func createsATableAndWaitsForIt() async throws {
        let calls = ScriptedCalls([
            Self.described("CREATING", as: "TableDescription"), Self.described("CREATING"), Self.described(),
            Self.empty,
        ])
        let outcome = try await calls.provider.create(Self.table, Self.inputs)
        #expect(calls.operations == ["CreateTable", "DescribeTable", "DescribeTable", "UpdateTimeToLive"])
        #expect(outcome.id == "t")
        #expect(outcome.outputs["arn"] == "arn:aws:dynamodb:us-east-1:123456789012:table/t")
        #expect(outcome.outputs["ttl"] == ["attributeName": "ttl", "enabled": true])
        #expect(outcome.outputs["attributes"] == [["name": "connectionId", "type": "S"]])
        #expect(outcome.outputs["warmThroughput"] == ["readUnitsPerSecond": 12000, "writeUnitsPerSecond": 4000])
        try KnownProperties.check(
            ResourceFixtures.state(Self.table, id: "t", inputs: Self.inputs, outputs: outcome.outputs))

        let reading = ScriptedCalls([Self.described(), Self.ttl("ENABLED"), Self.tagList()])
        let state = ResourceFixtures.state(Self.table, id: "t", inputs: Self.inputs, outputs: outcome.outputs)
        let read = try #require(try await reading.provider.read(state))
        #expect(PropertyDiff.changes(from: read.inputs, to: Self.inputs).isEmpty)
        #expect(PropertyDiff.changes(from: read.outputs, to: outcome.outputs).isEmpty)
        #expect(reading.provider.diff(state, read.inputs).changes.isEmpty)
    }

    @Test func aTableWithoutExpiryIsRecordedAndFinished() async throws {
        let calls = ScriptedCalls([
            Self.described("CREATING", as: "TableDescription"), Self.described(),
            .failure("AccessDeniedException", "not dynamodb:UpdateTimeToLive"),
        ])
        let (failure, partial) = await calls.failure { _ = try await $0.create(Self.table, Self.inputs) }
        #expect(failure?.description.contains("UpdateTimeToLive") == true)
        let left = try #require(partial)
        #expect(left.inputs["ttl"] == nil)
        let next = ScriptedCalls([Self.described(), Self.ttl("DISABLED", ""), Self.empty])
        let finished = try await next.update(
            Self.table, id: "t", from: left.inputs, to: Self.inputs, outputs: left.outputs)
        #expect(next.operations == ["DescribeTable", "DescribeTimeToLive", "UpdateTimeToLive"])
        #expect(finished.inputs == Self.inputs)
    }

    @Test func takesOverItsOwnTableOnly() async throws {
        let exists = HTTPResponse.failure("ResourceInUseException")
        let calls = ScriptedCalls([
            exists, Self.described(), Self.ttl("DISABLED", ""), Self.tagList(), Self.described(),
            Self.ttl("DISABLED", ""), Self.empty,
        ])
        #expect(try await calls.provider.create(Self.table, Self.inputs).id == "t")
        #expect(calls.operations.last == "UpdateTimeToLive")
        let foreign = ScriptedCalls([exists, Self.described(), Self.ttl("ENABLED"), Self.tagList("you")])
        #expect(
            await foreign.failure { _ = try await $0.create(Self.table, Self.inputs) }.failure?.code
                == "ForeignResource")
    }

    @Test func expiryThatIsAsWantedAlreadyIsNoFailure() async throws {
        let refused = HTTPResponse.failure("ValidationException", "TimeToLive is already enabled")
        let made = Self.described("ACTIVE", as: "TableDescription")
        let calls = ScriptedCalls([made, refused, Self.ttl("ENABLING")])
        #expect(try await calls.provider.create(Self.table, Self.inputs).inputs == Self.inputs)
        let other = ScriptedCalls([made, refused, Self.ttl("ENABLED", "expires")])
        #expect(
            await other.failure { _ = try await $0.create(Self.table, Self.inputs) }.failure?.code
                == "ValidationException")
    }

    @Test func changesExpiryAndTags() async throws {
        var wanted = Self.inputs
        wanted["ttl"] = ["attributeName": "expires", "enabled": true]
        wanted["tags"] = ["A": "b"]
        let calls = ScriptedCalls([
            Self.described(), Self.ttl("ENABLED"), Self.empty, Self.empty, Self.empty, Self.empty,
        ])
        let outcome = try await calls.update(Self.table, id: "t", from: Self.inputs, to: wanted)
        #expect(
            calls.operations == [
                "DescribeTable", "DescribeTimeToLive", "UpdateTimeToLive", "UpdateTimeToLive", "TagResource",
                "UntagResource",
            ])
        #expect(outcome.outputs["tagsAll"] == ["A": "b"])
        wanted["ttl"] = nil
        wanted["tags"] = Self.tags
        let off = ScriptedCalls([Self.described(), Self.ttl("ENABLED"), Self.empty])
        _ = try await off.update(Self.table, id: "t", from: Self.inputs, to: wanted)
        #expect(
            off.transport.requests.last?.text
                == #"{"TableName":"t","TimeToLiveSpecification":{"Enabled":false,"AttributeName":"ttl"}}"#)
    }

    @Test func deletesATableAndWaitsUntilItIsGone() async throws {
        let calls = ScriptedCalls([
            .failure("ResourceInUseException"), Self.empty, Self.described("DELETING"), Self.gone,
        ])
        let state = ResourceFixtures.state(Self.table, id: "t", inputs: Self.inputs)
        try await calls.provider.delete(state)
        #expect(calls.operations == ["DeleteTable", "DeleteTable", "DescribeTable", "DescribeTable"])
        let other = ScriptedCalls([Self.gone, Self.gone, Self.described("DELETING")])
        try await other.provider.delete(state)
        #expect(try await other.provider.read(state) == nil)
        #expect(try await other.provider.read(state) == nil)
    }

    @Test func refusesOtherTables() async throws {
        var provisioned = Self.inputs
        provisioned["billingMode"] = "PROVISIONED"
        var wide = Self.inputs
        wide["attributes"] = [["name": "connectionId", "type": "S"], ["name": "b", "type": "S"]]
        for inputs in [provisioned, wide] {
            let calls = ScriptedCalls([])
            #expect(
                await calls.failure { _ = try await $0.create(Self.table, inputs) }.failure?.code == "UnsupportedTable")
        }
        let lost = ScriptedCalls([
            Self.described("INACCESSIBLE_ENCRYPTION_CREDENTIALS", as: "TableDescription")
        ])
        let (failure, partial) = await lost.failure { _ = try await $0.create(Self.table, Self.inputs) }
        #expect(failure?.code == "TableNotActive")
        #expect(partial?.id == "t")
    }
}
