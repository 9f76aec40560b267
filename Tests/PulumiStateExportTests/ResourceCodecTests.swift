import OrderedJSON
import ProvisioningDomain
import PulumiStateExport
import Testing

@Suite struct ResourceCodecTests {
    private let codec = ResourceCodec(.locked(PassphraseSource.missing))

    /// Members of every kind in Pulumi's order, among them some that we don't know and one of the future.
    private static let text =
        #"{"urn":"urn:pulumi:dev::hello::aws:iam/role:Role::r","custom":true,"id":"r","type":"aws:iam/role:Role","#
        + #""inputs":{"name":"r"},"outputs":{"__pulumi_raw_state_delta":{"obj":{}},"arn":"a","name":"r"},"#
        + #""parent":"urn:pulumi:dev::hello::pulumi:pulumi:Stack::hello-dev","protect":true,"external":true,"#
        + #""dependencies":["urn:pulumi:dev::hello::a:b:C::d"],"initErrors":["e"],"#
        + #""provider":"urn:pulumi:dev::hello::pulumi:providers:aws::default_7_51_1::u","#
        + #""propertyDependencies":{"name":["urn:pulumi:dev::hello::a:b:C::d"],"path":[]},"#
        + #""pendingReplacement":true,"additionalSecretOutputs":["x"],"aliases":["urn:pulumi:dev::hello::a:b:C::old"],"#
        + #""customTimeouts":{"create":600},"importID":"i","retainOnDelete":true,"created":"2026-11-22T10:00:00Z","#
        + #""modified":"2026-11-22T10:00:00.5Z","sourcePosition":"project:///index.ts#1,2","ignoreChanges":["tags"],"#
        + #""future":{"z":1,"a":2}}"#

    @Test func readsAllMembersOfTheDomain() throws {
        let state = try codec.decode(JSONValue(parsing: Self.text))
        #expect(state.urn.name == "r" && state.custom && state.id == "r" && state.type == "aws:iam/role:Role")
        #expect(
            state.inputs == ["name": "r"] && state.outputs.keys.sorted() == ["__pulumi_raw_state_delta", "arn", "name"])
        #expect(state.parent?.type == .stack && state.protect && state.pendingReplacement && !state.delete)
        #expect(state.dependencies.map(\.name) == ["d"] && state.initErrors == ["e"])
        #expect(state.propertyDependencies.keys.sorted() == ["name", "path"])
        #expect(state.provider?.hasSuffix("::u") == true)
        #expect(
            state.created == Timestamp("2026-11-22T10:00:00Z") && state.modified == Timestamp("2026-11-22T10:00:00.5Z"))
    }

    @Test func aChangedResourceKeepsTheRestAndLosesTheDelta() throws {
        let json = try JSONValue(parsing: Self.text)
        var state = try codec.decode(json)
        state.inputs["path"] = "/"
        let expected = Self.text
            .replacing(#""__pulumi_raw_state_delta":{"obj":{}},"#, with: "")
            .replacing(#""inputs":{"name":"r"}"#, with: #""inputs":{"name":"r","path":"/"}"#)
        #expect(try codec.encode(state, previous: json).text() == expected)
    }

    @Test func emptyMembersAreLeftOut() throws {
        let urn = try #require(URN("urn:pulumi:dev::hello::pulumi:pulumi:Stack::hello-dev"))
        let state = ResourceState(urn: urn, custom: false, type: .stack)
        #expect(
            try codec.encode(state).text()
                == #"{"urn":"urn:pulumi:dev::hello::pulumi:pulumi:Stack::hello-dev","custom":false,"type":"pulumi:pulumi:Stack"}"#
        )
        let cleared = ResourceState(urn: urn, custom: false, type: .stack, delete: true)
        #expect(
            try codec.encode(cleared, previous: JSONValue(parsing: Self.text))["pendingReplacement"] == nil)
        #expect(try codec.encode(cleared)["delete"]?.bool == true)
    }

    @Test(arguments: [
        #"{"custom":true,"type":"a:b:C"}"#, #"{"urn":"nonsense","type":"a:b:C"}"#,
        #"{"urn":"urn:pulumi:a::b::c:d:E::f"}"#,
        #"{"urn":"urn:pulumi:a::b::c:d:E::f","type":"c:d:E","inputs":[1]}"#,
        #"{"urn":"urn:pulumi:a::b::c:d:E::f","type":"c:d:E","dependencies":["x"]}"#,
        #"{"urn":"urn:pulumi:a::b::c:d:E::f","type":"c:d:E","propertyDependencies":{"a":[1]}}"#,
    ])
    func refusesMalformedResources(text: String) throws {
        let json = try JSONValue(parsing: text)
        let error = try #require(throws: ProvisioningError.self) { try codec.decode(json) }
        #expect(error.code == "MalformedState")
    }

    @Test func namesTheResourceOfABadSecret() throws {
        let codec = ResourceCodec(.open(PlainSecretsManager()))
        let text =
            #"{"urn":"urn:pulumi:a::b::c:d:E::f","type":"c:d:E","inputs":{"p":"#
            + #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"x"}}}"#
        let json = try JSONValue(parsing: text)
        let error = try #require(throws: ProvisioningError.self) { try codec.decode(json) }
        #expect(error.message.contains("urn:pulumi:a::b::c:d:E::f"))
    }
}
