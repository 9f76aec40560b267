import ProvisioningDomain
import Testing

@Suite struct PropertyValueTests {
    private static let role = PropertyValue.output(OutputReference(resource: "role", output: "arn"))
    private static let api = PropertyValue.output(OutputReference(resource: "api", output: "id"))
    private static let count = PropertyValue.output(OutputReference(resource: "n", output: "count"))
    private static let hidden = PropertyValue.output(OutputReference(resource: "h", output: "key"))

    private static func lookup(_ reference: OutputReference) -> PropertyValue? {
        ["role.arn": "arn:r", "n.count": 3, "h.key": .secret("k")]["\(reference.resource).\(reference.output)"]
    }

    @Test(
        arguments: [
            ("text", "text"), (role, "arn:r"), (api, .unknown), (hidden, .secret("k")),
            (.secret(role), .secret("arn:r")),
            ([role, api, 1], ["arn:r", .unknown, 1]),
            (["a": role, "b": ["c": api]], ["a": "arn:r", "b": ["c": .unknown]]),
            (.concatenation(["x-", role, "/", count, "-", true, .number(0.5), .null]), "x-arn:r/3-true0.5"),
            (.concatenation([false, api]), .unknown), (.concatenation(["k=", hidden]), .secret("k=k")),
            (.concatenation(["k=", .sealed("v1:x")]), .unknown), (.sealed("v1:x"), .sealed("v1:x")),
            (.archive(Archive(hash: "h", path: nil)), .archive(Archive(hash: "h", path: nil))), (.unknown, .unknown),
            (.concatenation([false, ["list"]]), "false"),
        ] as [(PropertyValue, PropertyValue)])
    func resolves(value: PropertyValue, expected: PropertyValue) {
        #expect(value.resolved(Self.lookup) == expected)
    }

    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (3, "3"), (.number(0.5), "0.5"), ("a", "\"a\""),
            (.number(1e300), "1e+300"), ([1, "b"], "[1, \"b\"]"), (["b": 1, "a": .secret("x")], "{a: [secret], b: 1}"),
            (.secret(["x": "topsecret"]), "[secret]"), (.sealed("v1:abc"), "[secret]"),
            (.unknown, "(known after apply)"),
            (role, "(known after apply)"), (.concatenation(["a", role]), "(known after apply)"),
            (.concatenation(["a", .secret("topsecret")]), "[secret]"),
            (.archive(Archive(hash: "0123456789abcdef", path: "p")), "archive(0123456789ab)"),
        ] as [(PropertyValue, String)])
    func showsNoSecret(value: PropertyValue, text: String) {
        #expect(value.description == text)
        #expect(value.debugDescription == text)
        #expect("\([value])".contains("topsecret") == false)
        #expect("\(PropertyChange(path: "p", old: value, new: nil))".contains("topsecret") == false)
    }

    @Test func looksInsideSecrets() {
        #expect(PropertyValue.secret(.secret("a")).stringValue == "a")
        #expect(PropertyValue.secret(2).intValue == 2)
        #expect(PropertyValue.number(2.5).intValue == nil)
        #expect(PropertyValue.secret(true).boolValue == true)
        #expect(PropertyValue.secret([1]).arrayValue == [1])
        #expect(PropertyValue.secret(["a": 1]).objectValue == ["a": 1])
        let archive = Archive(hash: "h", path: "p")
        #expect(PropertyValue.secret(.archive(archive)).archiveValue == archive)
        for value in [PropertyValue.null, .unknown] {
            #expect(value.stringValue == nil && value.numberValue == nil && value.boolValue == nil)
            #expect(value.arrayValue == nil && value.objectValue == nil && value.archiveValue == nil)
        }
    }

    @Test func knowsWhatItHolds() {
        let value: PropertyValue = ["a": [Self.role], "b": .secret(Self.api), "c": .concatenation([Self.count, "x"])]
        #expect(value.referencedResources == ["role", "api", "n"])
        #expect(value.containsUnknown && value.containsSecret)
        #expect(PropertyValue.concatenation(["a"]).containsUnknown == false)
        #expect(PropertyValue.concatenation([.sealed("x")]).containsSecret)
        #expect(PropertyValue.secret("x").containsUnknown == false)
        let plain: PropertyValue = [
            "a": [1, .null, true], "s": .archive(Archive(hash: "h", path: nil)), "z": .sealed("c"),
        ]
        #expect(plain.containsUnknown == false && plain.referencedResources == [])
        #expect(PropertyValue.array([.null, 1, "a", true]).containsSecret == false)
        #expect(
            PropertyValue.secret(["a": .secret(1), "b": [.secret("x")], "c": .concatenation([.secret("y")])])
                .withoutSecrets
                == ["a": 1, "b": ["x"], "c": .concatenation(["y"])])
        let twice = PropertyValue(dictionaryLiteral: ("a", 1), ("a", 2))
        #expect(twice == ["a": 2])
    }
}
