import OrderedJSON
import ProvisioningTestSupport
import Testing

@testable import ProvisionConfiguration

@Suite struct ConfigurationSchemaTests {
    private static let component = ConfigurationSchema.json["properties"]?["components"]?["additionalProperties"]
    private static let environment = ConfigurationSchema.json["properties"]?["environments"]?["additionalProperties"]
    private static let override = environment?["properties"]?["components"]?["additionalProperties"]

    @Test func namesWhatItIs() {
        let schema = ConfigurationSchema.json
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["required"] == ["project", "components"])
        #expect(schema["additionalProperties"] == false)
    }

    @Test(arguments: [
        (ConfigurationSchema.json, ConfigurationSchema.file), (component, ConfigurationSchema.component),
        (environment, ConfigurationSchema.environment), (override, ConfigurationSchema.override),
    ])
    func hasTheKeysOfTheParser(schema: JSONValue?, rule: ObjectRule) {
        #expect(schema?["properties"]?.object?.keys == rule.keys.map(\.name))
        let required = rule.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        #expect(schema?["required"]?.array ?? [] == required)
        for key in rule.keys {
            let text = schema?["properties"]?[key.name]?["description"]?.string ?? ""
            #expect(text.hasPrefix(key.documentation))
            #expect(text.hasSuffix(".") && text.count > 10)
        }
    }

    /// The keys that design.md names and this version lacks never get into the schema.
    @Test func unsupportedKeysAreNoProperties() {
        for rule in [ConfigurationSchema.file, .init(keys: ConfigurationSchema.component.keys)] {
            #expect(Set(rule.keys.map(\.name)).isDisjoint(with: rule.unsupported))
        }
    }

    private static let good = [
        Sample.minimal, Sample.full,
        ProjectTemplate.text(for: ProjectFacts(directoryName: "x", files: [], packageJSON: nil)),
    ]

    private static let bad =
        [
            "{}", "[]", "project: p\n", "components: {}\n",
            "project: P\ncomponents: { api: { kind: rest, source: . } }\n",
            "project: p\ncomponents: { api: { kind: rest } }\n", "project: p\ncomponents: {}\n",
            "\(Sample.minimal)x: 1\n",
            "\(Sample.minimal)state: s3://b\n", "\(Sample.minimal)tags: { 'aws:x': y }\n",
            "\(Sample.minimal)environments: { Dev: {} }\n", "\(Sample.minimal)environments: { dev: { region: us } }\n",
        ]
        + [
            "root: 5", "entry: /a", "runtime: node22", "architecture: arm", "memory: 127", "memory: '512'",
            "timeout: 901",
            "timeout: 1h", "environment: { 1A: x }", "environment: { AB: [1] }", "cors: true",
            "cors: { methods: [get] }",
            "logs: { retention: 10 }", "health: { path: x }", "health: { protocol: a b }", "health: { status: 99 }",
            "rollback: true",
            "region: us-east-1",
        ].map { "project: p\ncomponents:\n  api:\n    kind: rest\n    source: .\n    \($0)\n" }

    /// The parser and an independent validator of the printed schema agree on good and bad texts.
    @Test(.enabled(if: LabPython.find() != nil, Comment(rawValue: LabPython.absence)))
    func anIndependentValidatorAgrees() throws {
        let python = try #require(LabPython.find())
        let script = """
            import sys, json, yaml, jsonschema
            schema = json.loads(sys.argv[1])
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            print(json.dumps([validator.is_valid(yaml.safe_load(text)) for text in sys.argv[2:]]))
            """
        let result = python.run(script, [ConfigurationSchema.json.text()] + Self.good + Self.bad)
        #expect(result.status == 0, "\(result.output)")
        let verdicts = try JSONValue(parsing: result.output).array?.map { $0.bool }
        #expect(verdicts == Self.good.map { _ in true } + Self.bad.map { _ in false })
        for text in Self.good { #expect(Sample.problems(text) == []) }
        for text in Self.bad { #expect(Sample.problems(text) != []) }
    }
}
