import AWSSigV4Client
import ProvisioningDomain
import Testing

@Suite struct ResourceSchemaTests {
    private let provider = ResourceFixtures.provider(RecordingClient("{}").transport)

    @Test func checkAddsWhatPulumiAdds() throws {
        let role = try provider.check("aws:iam/role:Role", ["name": "r", "assumeRolePolicy": "{}"])
        #expect(
            role == [
                "name": "r", "assumeRolePolicy": "{}", "path": "/", "maxSessionDuration": 3600,
                "__defaults": ["maxSessionDuration", "path"],
            ])
        let function = try provider.check(
            "aws:lambda/function:Function",
            [
                "name": "f", "role": .unknown, "runtime": "nodejs22.x", "handler": "a.b", "timeout": 30,
                "code": .archive(Archive(hash: "aa", path: "a.zip")),
                "environment": .secret(["variables": ["A": .secret("s")]]),
            ])
        #expect(function["__defaults"] == ["memorySize", "packageType", "reservedConcurrentExecutions"])
        #expect(function["region"] == "us-east-1")
        #expect(function["environment"] == .secret(["variables": ["A": .secret("s")], "__defaults": []]))
        #expect(function["reservedConcurrentExecutions"] == -1)
        let stage = try provider.check("aws:apigatewayv2/stage:Stage", ["apiId": .unknown, "name": "$default"])
        #expect(stage["__defaults"] == [])
    }

    @Test(arguments: Self.refused)
    func checkRefuses(refused: CheckCase) {
        do {
            _ = try provider.check(refused.type, refused.inputs)
            Issue.record("accepted")
        } catch let error as ProvisioningError {
            #expect(error.code == refused.code)
            #expect(error.category == .configuration)
            #expect(refused.hint.isEmpty || error.hint?.contains(refused.hint) == true)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(arguments: Self.compared)
    func diffs(compared: DiffCase) {
        let diff = provider.diff(
            ResourceFixtures.state(compared.type, id: "x", inputs: compared.old, outputs: compared.outputs),
            compared.new)
        #expect(diff.changes.map { $0.path + ($0.forcesReplacement ? "!" : "") } == compared.paths)
        #expect(diff.deleteBeforeReplace == compared.before)
    }

    @Test func onlyCodeAndConfigurationMakeANewVersion() {
        let old = ResourceFixtures.state("aws:lambda/function:Function", id: "f", inputs: ["timeout": 3, "tags": [:]])
        let slow = provider.diff(old, ["timeout": 4])
        #expect(slow.unstableOutputs.isSuperset(of: ["version", "qualifiedArn", "timeout", "lastModified"]))
        let tagged = provider.diff(old, ["timeout": 3, "tags": ["A": "b"]])
        #expect(tagged.unstableOutputs == ["tags"])
        #expect(provider.manages("aws:iam/role:Role"))
        #expect(!provider.manages("aws:s3/bucket:Bucket"))
    }
}

extension ResourceSchemaTests {
    /// Inputs that are refused.
    struct CheckCase: Sendable {
        let type: ResourceType
        let inputs: PropertyMap
        let code: String
        let hint: String

        init(_ type: ResourceType, _ inputs: PropertyMap, _ code: String, _ hint: String) {
            (self.type, self.inputs, self.code, self.hint) = (type, inputs, code, hint)
        }
    }

    /// Old inputs and outputs, new inputs, changed paths (`!` forces replacement), whether the old one goes first.
    struct DiffCase: Sendable {
        let type: ResourceType
        let old: PropertyMap
        let outputs: PropertyMap
        let new: PropertyMap
        let paths: [String]
        let before: Bool

        init(
            _ type: ResourceType, _ old: PropertyMap, _ outputs: PropertyMap, _ new: PropertyMap, _ paths: [String],
            _ before: Bool
        ) {
            (self.type, self.old, self.outputs) = (type, old, outputs)
            (self.new, self.paths, self.before) = (new, paths, before)
        }
    }

    static let refused: [CheckCase] = [
        CheckCase("aws:iam/role:Role", ["nme": "r", "assumeRolePolicy": "{}"], "UnknownProperty", "\"name\""),
        CheckCase("aws:iam/role:Role", ["name": "r", "zzzzzz": "1"], "UnknownProperty", "It has"),
        CheckCase("aws:iam/role:Role", ["name": "r"], "MissingProperty", "required"),
        CheckCase("aws:iam/role:Role", ["name": "r", "inlinePolicies": []], "UnsupportedProperty", "Leave"),
        CheckCase("aws:iam/role:Role", ["name": 5, "assumeRolePolicy": "{}"], "InvalidPropertyType", "type"),
        CheckCase(
            "aws:cloudwatch/logGroup:LogGroup", ["name": "l", "retentionInDays": "14"], "InvalidPropertyType", "type"),
        CheckCase(
            "aws:cloudwatch/logGroup:LogGroup", ["name": "l", "retentionInDays": .number(1.5)], "InvalidPropertyType",
            ""),
        CheckCase("aws:cloudwatch/logGroup:LogGroup", ["name": "l", "skipDestroy": "no"], "InvalidPropertyType", ""),
        CheckCase("aws:cloudwatch/logGroup:LogGroup", ["name": "l", "tags": ["A": 5]], "InvalidPropertyType", ""),
        CheckCase("aws:cloudwatch/logGroup:LogGroup", ["name": "l", "tags": []], "InvalidPropertyType", ""),
        CheckCase(
            "aws:apigatewayv2/api:Api",
            ["name": "a", "protocolType": "HTTP", "corsConfiguration": ["allowOrigin": []]],
            "UnknownProperty", "allowOrigins"),
        CheckCase(
            "aws:apigatewayv2/api:Api", ["name": "a", "protocolType": "HTTP", "corsConfiguration": ["x1": 1]],
            "UnknownProperty", "It has"),
        CheckCase(
            "aws:apigatewayv2/api:Api", ["name": "a", "protocolType": "HTTP", "corsConfiguration": ["maxAge": "1"]],
            "InvalidPropertyType", ""),
        CheckCase(
            "aws:apigatewayv2/api:Api",
            ["name": "a", "protocolType": "HTTP", "corsConfiguration": ["allowOrigins": [1]]], "InvalidPropertyType", ""
        ),
        CheckCase(
            "aws:lambda/function:Function",
            ["name": "f", "role": "r", "runtime": "n", "handler": "h", "code": "x"], "InvalidPropertyType", ""),
        CheckCase(
            "aws:lambda/function:Function", ["name": "f", "role": "r", "runtime": "n", "handler": "h"],
            "MissingProperty", "one of them"),
        CheckCase(
            "aws:lambda/function:Function",
            ["name": "f", "role": "r", "runtime": "n", "handler": "h", "s3Bucket": "b"], "MissingProperty",
            "one of them"),
        CheckCase(
            "aws:lambda/function:Function",
            [
                "name": "f", "role": "r", "runtime": "n", "handler": "h", "s3Bucket": "b", "s3Key": "k",
                "code": .archive(Archive(hash: "a", path: nil)),
            ], "MissingProperty", "one of them"),
        CheckCase("aws:s3/bucket:Bucket", [:], "UnsupportedResourceType", "Pulumi"),
    ]

    static let compared: [DiffCase] = [
        DiffCase(
            "aws:iam/role:Role", ["name": "r"], [:], ["name": "r"],
            [], false),
        DiffCase("aws:iam/role:Role", ["name": "r"], [:], ["name": "s"], ["name!"], false),
        DiffCase("aws:iam/role:Role", ["name": "r", "path": "/"], [:], ["name": "r", "path": "/x/"], ["path!"], true),
        DiffCase(
            "aws:iam/role:Role", ["assumeRolePolicy": #"{"a":1,"b":2}"#], [:], ["assumeRolePolicy": #"{ "b":2,"a":1}"#],
            [],
            false),
        DiffCase(
            "aws:iam/role:Role", ["assumeRolePolicy": "{}"], [:], ["assumeRolePolicy": #"{"a":1}"#],
            ["assumeRolePolicy"],
            false),
        DiffCase("aws:iam/role:Role", [:], ["maxSessionDuration": 3600], ["maxSessionDuration": 3600], [], false),
        DiffCase("aws:iam/role:Role", ["tagsAll": ["A": "b"]], [:], [:], [], false),
        DiffCase(
            "aws:cloudwatch/logGroup:LogGroup", ["name": "a", "region": "x"], [:], ["name": "b", "region": "x"],
            ["name!"],
            false),
        DiffCase("aws:lambda/function:Function", ["architectures": ["x86_64"]], [:], [:], [], false),
        DiffCase(
            "aws:lambda/function:Function", ["architectures": ["x86_64"]], [:], ["architectures": ["arm64"]],
            ["architectures"], false),
        DiffCase(
            "aws:lambda/function:Function", ["packageType": "Zip", "name": "f"], [:],
            ["packageType": "Image", "name": "f"], ["packageType!"], true),
        DiffCase(
            "aws:lambda/permission:Permission", ["statementId": "a", "sourceArn": "x"], [:],
            ["statementId": "a", "sourceArn": "y"], ["sourceArn!"], true),
        DiffCase(
            "aws:lambda/alias:Alias", ["functionName": "f", "name": "live"], [:],
            ["functionName": .unknown, "name": "live"], ["functionName!"], false),
        DiffCase(
            "aws:apigatewayv2/api:Api", ["protocolType": "HTTP"], [:], ["protocolType": "WEBSOCKET"], ["protocolType!"],
            false),
        DiffCase(
            "aws:apigatewayv2/route:Route", ["routeKey": "$default"], [:], ["routeKey": "GET /"], ["routeKey"], false),
        DiffCase("aws:other/thing:Thing", ["a": 1], [:], ["a": 2], [], false),
    ]
}
