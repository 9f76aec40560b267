import OrderedJSON
import ProvisioningDomain
import PulumiStateExport
import Testing

@Suite struct StateEnvelopeTests {
    private func parse(_ text: String) throws -> StateEnvelope { try StateEnvelope(parsing: Array(text.utf8)) }

    @Test func readsAFreshStack() throws {
        let envelope = try parse(#"{"version":0,"checkpoint":{"stack":"organization/p/s"}}"#)
        #expect(envelope.stackName == "organization/p/s" && envelope.deployment == nil)
        #expect(
            String(decoding: envelope.checkpointBytes(), as: UTF8.self)
                == "{\"version\":3,\"checkpoint\":{\"stack\":\"organization/p/s\"}}\n")
    }

    @Test(arguments: [
        #"{"version":3,"checkpoint":{"stack":"organization/p/s","latest":{"manifest":{},"metadata":{}}}}"#,
        #"{"version":4,"features":["hooks","taint"],"checkpoint":{"stack":"","latest":{"x":"\u003c\u2028"}}}"#,
        #"{"version":3,"checkpoint":{"stack":"","latest":{"x":"<&>"}}}"#,
    ])
    func writesBackWhatItRead(text: String) throws {
        #expect(String(decoding: try parse(text).checkpointBytes(), as: UTF8.self) == text + "\n")
    }

    @Test func exportsWithFourSpaces() throws {
        let envelope = try parse(#"{"version":4,"features":["views"],"deployment":{"a":"\u003c"}}"#)
        #expect(
            String(decoding: envelope.exportBytes(), as: UTF8.self) == """
                {
                    "version": 4,
                    "features": [
                        "views"
                    ],
                    "deployment": {
                        "a": "<"
                    }
                }

                """)
    }

    @Test(arguments: [
        (#"{"version":5,"deployment":{}}"#, "StateTooNew"),
        (#"{"version":4,"features":["views","new"],"deployment":{}}"#, "UnsupportedStateFeature"),
        (#"{"version":-1,"deployment":{}}"#, "MalformedState"), (#"{"version":3}"#, "MalformedState"),
        ("[]", "MalformedState"), ("{", "MalformedState"), ("", "MalformedState"),
    ])
    func refuses(text: String, code: String) throws {
        let error = try #require(throws: ProvisioningError.self) { try parse(text) }
        #expect(error.code == code)
    }

    @Test func featuresCountFromVersionFourOn() throws {
        #expect(try parse(#"{"version":3,"features":["new"],"deployment":{}}"#).features.isEmpty)
    }

    @Test(arguments: [
        #"{"target":"foo","latest":{"time":"2017-11-08T11:52:26-08:00","resources":[{"urn":"u","defaults":{"a":1,"b":2},"inputs":{"a":0}}]}}"#,
        #"{"version":1,"checkpoint":{"latest":{"time":"2017-11-08T11:52:26-08:00","resources":[{"urn":"u","defaults":{"a":1,"b":2},"inputs":{"a":0}}]}}}"#,
    ])
    func bringsOldFormsUp(text: String) throws {
        let deployment = try #require(try parse(text).deployment)
        #expect(deployment["manifest"]?["time"]?.string == "2017-11-08T11:52:26-08:00" && deployment["time"] == nil)
        #expect(deployment["resources"]?[0]?["inputs"] == ["a": 0, "b": 2])
        #expect(deployment["resources"]?[0]?["defaults"] == nil)
    }
}
