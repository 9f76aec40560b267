import OrderedJSON
import PulumiStateExport
import Testing

@Suite struct IntegrityCheckTests {
    private static let stack = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
    private static let provider = "urn:pulumi:dev::p::pulumi:providers:aws::default_7_51_1"
    private static let a = "urn:pulumi:dev::p::a:b:C::a"
    private static let b = "urn:pulumi:dev::p::a:b:C::b"

    private static func resource(_ urn: String, _ members: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = ["urn": .string(urn), "custom": true, "id": "i", "type": "a:b:C"]
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    private static let providerResource = resource(provider, ["type": "pulumi:providers:aws", "id": "u"])

    private static func violations(_ resources: [JSONValue], _ more: JSONObject = [:]) -> [String] {
        var deployment: JSONObject = ["manifest": ["magic": "", "version": ""], "resources": .array(resources)]
        for (name, value) in more { deployment[name] = value }
        return IntegrityCheck.violations(in: deployment).map(\.description)
    }

    @Test(
        arguments: [
            [], [resource(stack, ["custom": false, "id": "", "type": "pulumi:pulumi:Stack"])],
            [providerResource, resource(a, ["provider": .string(provider + "::u")])],
            [
                resource(provider, ["type": "pulumi:providers:aws", "id": ""]),
                resource(a, ["provider": .string(provider + "::04da6b54-80e4-46f7-96ec-b56ff0331ba9")]),
            ],
            [
                resource(a),
                resource(
                    b,
                    [
                        "dependencies": [.string(a)], "propertyDependencies": ["x": [.string(a)]], "parent": .string(a),
                        "deletedWith": .string(a), "replaceWith": [.string(a)],
                    ]),
            ],
            [resource(a), resource(a, ["delete": true]), resource(a, ["delete": true])],
            [resource(a, ["delete": true]), resource(a, ["delete": true])],
            [resource(a, ["provider": .string(provider + "::u"), "pendingReplacement": true])],
        ] as [[JSONValue]])
    func accepts(resources: [JSONValue]) {
        #expect(Self.violations(resources) == [])
    }

    @Test(
        arguments: [
            ([resource("")], "no urn"), ([resource("urn:pulumi:x")], "malformed"),
            ([resource(a, ["type": ""])], "no type"),
            ([resource(a, ["custom": false])], "not custom"),
            ([resource(a, ["provider": .string(provider + "::u")]), providerResource], "does not stand before"),
            ([providerResource, resource(a, ["provider": .string(provider + "::other")])], "does not stand before"),
            ([resource(a, ["provider": "x"])], "no provider reference"),
            ([resource(a, ["type": "pulumi:providers:aws"])], "urn does not say so"),
            ([resource(b, ["dependencies": [.string(a)]]), resource(a)], "dependency"),
            ([resource(b, ["propertyDependencies": ["x": [.string(a)]]])], "property \"x\""),
            ([resource(b, ["parent": .string(a)])], "parent"),
            ([resource(b, ["deletedWith": .string(a)])], "deletedWith"),
            ([resource(b, ["replaceWith": [.string(a)]])], "replaceWith"),
            ([resource(b, ["dependencies": [1]])], "dependency"),
            ([resource(a), resource(a)], "twice"), ([resource(a, ["dependencies": [.string(a)]])], "dependency"),
        ] as [([JSONValue], String)])
    func refuses(resources: [JSONValue], word: String) throws {
        let found = Self.violations(resources)
        #expect(found.count == 1 && found[0].contains(word), "\(found)")
    }

    @Test func checksTheWhole() {
        #expect(IntegrityCheck.violations(in: nil) == [])
        #expect(IntegrityCheck.violations(in: [:]).map(\.message) == ["there is no manifest"])
        #expect(Self.violations([], ["resources": 1]).first?.contains("array") == true)
        #expect(
            Self.violations([], ["manifest": ["magic": "x", "version": "v1"]]).first?.contains("tampering") == true)
        let magic = "7dff0d166258e7f1d265e8e044021ea087795d58a0c6415ab6fe8b7c790e447f"
        #expect(Self.violations([], ["manifest": ["magic": .string(magic), "version": "v3.260.0"]]) == [])
        #expect(Self.violations([], ["snippets": [["uuid": "1"], ["uuid": "1"]]]).count == 1)
    }

    @Test func secretsNeedAProvider() {
        let secret: JSONValue = [PropertySignature.key: .string(PropertySignature.secret), "ciphertext": "c"]
        let resources = [Self.resource(Self.a, ["inputs": ["x": [secret]]])]
        #expect(Self.violations(resources) == ["there are secrets but no secrets_providers"])
        #expect(Self.violations(resources, ["secrets_providers": ["type": "passphrase"]]) == [])
    }
}
