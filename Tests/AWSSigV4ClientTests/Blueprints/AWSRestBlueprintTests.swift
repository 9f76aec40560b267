import AWSSigV4Client
import ProvisioningDomain
import Testing

@Suite struct AWSRestBlueprintTests {
    private func declare(
        _ component: ComponentSpecification, artifact: Artifact = ResourceFixtures.artifact(), base: String? = nil
    ) throws -> StackDeclaration {
        try AWSRestBlueprint(region: "us-east-1", publicURLBase: base)
            .declare(component, artifact: artifact, archivePath: "artifacts/x.zip")
    }

    @Test func aPackageThatIsTooLargeForACallIsNamedByItsObject() throws {
        var artifact = ResourceFixtures.artifact(size: 60 << 20)
        #expect(throws: ProvisioningError.self) { try declare(try ResourceFixtures.component(), artifact: artifact) }
        artifact.place = ArtifactPlace(bucket: "b", key: "\(artifact.sha256).zip")
        let stack = try declare(try ResourceFixtures.component(), artifact: artifact)
        let function = try #require(stack.resources.first { $0.type.shortName == "Function" }?.inputs)
        #expect(function["code"] == nil)
        #expect(function["s3Bucket"] == "b")
        #expect(function["s3Key"] == .string("\(artifact.sha256).zip"))
        artifact.unpackedSize = 251 << 20
        #expect(throws: ProvisioningError.self) { try declare(try ResourceFixtures.component(), artifact: artifact) }
    }

    @Test func declaresTenResourcesThatHangTogether() throws {
        let stack = try declare(try ResourceFixtures.component())
        let shape = stack.resources.map { "\($0.name) \($0.type.shortName) <- \($0.dependencies)" }
        #expect(
            shape == [
                "semantest-rest-api-role Role <- []",
                #"semantest-rest-api-policy RolePolicyAttachment <- ["semantest-rest-api-role"]"#,
                "semantest-rest-api-logs LogGroup <- []",
                "semantest-rest-api-function Function <- "
                    + #"["semantest-rest-api-logs", "semantest-rest-api-policy", "semantest-rest-api-role"]"#,
                #"semantest-rest-api-alias Alias <- ["semantest-rest-api-function"]"#,
                "semantest-rest-api-api Api <- []",
                "semantest-rest-api-permission Permission <- "
                    + #"["semantest-rest-api-alias", "semantest-rest-api-api", "semantest-rest-api-function"]"#,
                #"semantest-rest-api-integration Integration <- ["semantest-rest-api-alias", "semantest-rest-api-api"]"#,
                #"semantest-rest-api-route Route <- ["semantest-rest-api-api", "semantest-rest-api-integration"]"#,
                #"semantest-rest-api-stage Stage <- ["semantest-rest-api-api", "semantest-rest-api-route"]"#,
            ])
        #expect(stack.warnings.isEmpty)
        let inputs = Dictionary(uniqueKeysWithValues: stack.resources.map { ($0.type.shortName, $0.inputs) })
        let function = try #require(inputs["Function"])
        #expect(function["name"] == "semantest-rest-api-production")
        #expect(function["publish"] == true)
        #expect(function["handler"] == "semantest-bridge.handler")
        #expect(function["architectures"] == ["x86_64"])
        #expect(function["memorySize"] == 512)
        #expect(function["timeout"] == 30)
        #expect(function["environment"] == ["variables": ["NODE_ENV": "production"]])
        #expect(function["code"]?.archiveValue?.path == "artifacts/x.zip")
        #expect(function["tags"]?.objectValue?["semantest:stack"] == "aws-production")
        #expect(function["tags"]?.objectValue?["Team"] == "platform")
        #expect(inputs["LogGroup"]?["name"] == "/aws/lambda/semantest-rest-api-production")
        #expect(inputs["LogGroup"]?["retentionInDays"] == 14)
        #expect(inputs["Alias"]?["name"] == "live")
        #expect(
            inputs["Alias"]?["functionVersion"]
                == .output(OutputReference(resource: "semantest-rest-api-function", output: "version")))
        #expect(
            inputs["Integration"]?["integrationUri"]
                == .output(OutputReference(resource: "semantest-rest-api-alias", output: "invokeArn")))
        #expect(inputs["Integration"]?["payloadFormatVersion"] == "2.0")
        #expect(inputs["Integration"]?["timeoutMilliseconds"] == 30000)
        #expect(inputs["Route"]?["routeKey"] == "$default")
        #expect(inputs["Stage"]?["autoDeploy"] == true)
        #expect(inputs["Api"]?["corsConfiguration"] == nil)
        for name in ["Role", "LogGroup", "Function", "Api", "Stage"] { #expect(inputs[name]?["tags"] != nil) }
    }

    @Test func checkedInputsStayAndNameOfficialProperties() throws {
        let provider = ResourceFixtures.provider(RecordingClient("{}").transport)
        for resource in try declare(try ResourceFixtures.component()).resources {
            let checked = try provider.check(resource.type, resource.inputs)
            #expect(try provider.check(resource.type, checked) == checked)
            #expect(checked["region"] == (resource.type.token.hasPrefix("aws:iam/") ? nil : "us-east-1"))
            try KnownProperties.check(ResourceFixtures.state(resource.type, id: "x", inputs: checked))
        }
    }

    @Test func outputsPointAtTheGateway() throws {
        let stack = try declare(try ResourceFixtures.component())
        #expect(Set(stack.outputs.keys) == ["url", "apiEndpoint", "apiId", "functionArn", "functionName", "aliasArn"])
        #expect(stack.outputs["url"] == stack.outputs["apiEndpoint"])
        let emulated = try declare(try ResourceFixtures.component(), base: "http://127.0.0.1:4566/")
        let url = emulated.outputs["url"]?.resolved { _ in "abc" }
        #expect(url == "http://127.0.0.1:4566/_aws/execute-api/abc/$default")
    }

    @Test func takesOptionalParts() throws {
        let cors = CorsPolicy(origins: ["*"], methods: ["GET"], headers: [])
        let stack = try declare(
            try ResourceFixtures.component(
                timeout: 60, runtime: "nodejs18.x", variables: [:], cors: cors, retention: 0, region: "cn-north-1"))
        let inputs = Dictionary(uniqueKeysWithValues: stack.resources.map { ($0.type.shortName, $0.inputs) })
        #expect(inputs["Api"]?["corsConfiguration"] == ["allowOrigins": ["*"], "allowMethods": ["GET"]])
        #expect(inputs["LogGroup"]?["retentionInDays"] == nil)
        #expect(inputs["Function"]?["environment"] == nil)
        #expect(
            inputs["RolePolicyAttachment"]?["policyArn"]
                == "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
        #expect(stack.warnings.count == 2)
        let empty = CorsPolicy(origins: [], methods: [], headers: [])
        let none = try declare(try ResourceFixtures.component(cors: empty))
        #expect(!none.resources.contains { $0.inputs["corsConfiguration"] != nil })
    }

    @Test func takesInstancesAndArchitecture() throws {
        func function(_ component: ComponentSpecification) throws -> PropertyMap {
            try declare(component).resources.first { $0.type.shortName == "Function" }?.inputs ?? [:]
        }
        let plain = try function(try ResourceFixtures.component())
        #expect(plain["reservedConcurrentExecutions"] == nil && plain["architectures"] == ["x86_64"])
        let limited = try function(try ResourceFixtures.component(architecture: .arm64, instances: (0, 7)))
        #expect(limited["reservedConcurrentExecutions"] == 7 && limited["architectures"] == ["arm64"])
    }

    @Test func refusesWhatAWSWouldRefuse() throws {
        func code(_ component: ComponentSpecification, _ artifact: Artifact = ResourceFixtures.artifact()) -> String? {
            do {
                _ = try declare(component, artifact: artifact)
                return nil
            } catch let error as ProvisioningError {
                return error.category == .configuration && error.hint != nil ? error.code : "?"
            } catch {
                return "?"
            }
        }
        #expect(code(try ResourceFixtures.component(kind: .websocket)) == "UnsupportedComponentKind")
        #expect(code(try ResourceFixtures.component(retention: 13)) == "InvalidRetention")
        #expect(code(try ResourceFixtures.component(instances: (1, 5))) == "UnsupportedMinimumInstances")
        #expect(
            code(try ResourceFixtures.component(project: "a234567890123456789012345678901234567890"))
                == nil)
        #expect(code(try ResourceFixtures.component(variables: ["AWS_REGION": "x"])) == "ReservedVariable")
        #expect(code(try ResourceFixtures.component(variables: ["9x": "x"])) == "InvalidVariableName")
        #expect(
            code(try ResourceFixtures.component(variables: ["BIG": .string(String(repeating: "x", count: 4097))]))
                == "EnvironmentTooLarge")
        #expect(
            code(try ResourceFixtures.component(), ResourceFixtures.artifact(size: 50 * 1024 * 1024 + 1))
                == "ArtifactTooLarge")
        #expect(
            code(try ResourceFixtures.component(), ResourceFixtures.artifact(size: 49 * 1024 * 1024)) == nil)
        var unpacked = ResourceFixtures.artifact()
        unpacked.unpackedSize = 250 * 1024 * 1024 + 1
        #expect(code(try ResourceFixtures.component(), unpacked) == "ArtifactTooLarge")
    }

    @Test func refusesANameThatIsTooLong() throws {
        var component = try ResourceFixtures.component(project: "a234567890123456789012345678901234567890")
        component.component = try ResourceName("b23456789012345", what: "component")
        #expect(throws: ProvisioningError.self) { try declare(component) }
    }

    @Test(arguments: [(13, 14), (2, 3), (100, 90), (105, 120), (99999, 3653)])
    func namesTheNearestRetention(days: Int, nearest: Int) throws {
        do {
            _ = try declare(try ResourceFixtures.component(retention: days))
            Issue.record("accepted")
        } catch let error as ProvisioningError {
            #expect(error.hint?.contains(" \(nearest);") == true)
        }
    }
}
