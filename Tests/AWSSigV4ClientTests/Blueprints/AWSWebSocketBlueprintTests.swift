import AWSSigV4Client
import OrderedJSON
import ProvisioningDomain
import Testing

@Suite struct AWSWebSocketBlueprintTests {
    private func declare(
        _ component: ComponentSpecification? = nil, artifact: Artifact = ResourceFixtures.artifact(),
        base: String? = nil, endpoints: [String: String] = [:]
    ) throws -> StackDeclaration {
        let component = try component ?? ResourceFixtures.component(kind: .websocket)
        return try AWSWebSocketBlueprint(region: "us-east-1", publicURLBase: base, endpoints: endpoints)
            .declare(component, artifact: artifact, archivePath: "artifacts/x.zip")
    }

    private func inputs(_ stack: StackDeclaration) -> [String: PropertyMap] {
        Dictionary(uniqueKeysWithValues: stack.resources.map { ($0.name, $0.inputs) })
    }

    @Test func declaresFifteenResourcesThatHangTogether() throws {
        let stack = try declare()
        let base = "semantest-rest-api-"
        let shape = stack.resources.map { resource in
            "\(resource.type.shortName) \(resource.name.dropFirst(base.count)) <- "
                + resource.dependencies.map { String($0.dropFirst(base.count)) }.joined(separator: " ")
        }
        #expect(
            shape == [
                "Role role <- ", "RolePolicyAttachment policy <- role", "LogGroup logs <- ",
                "Function function <- access connections logs policy role", "Alias alias <- function",
                "Table connections <- ", "RolePolicy access <- api connections role", "Api api <- ",
                "Permission permission <- alias api function", "Integration integration <- alias api",
                "Route connect-route <- api integration", "Route disconnect-route <- api integration",
                "Route route <- api integration",
                "Deployment deployment <- api connect-route disconnect-route integration route",
                "Stage stage <- api deployment",
            ])
        #expect(try DependencyGraph.sorted(stack.resources).count == 15)
    }

    @Test func givesWhatAWSNeeds() throws {
        let inputs = inputs(try declare())
        #expect(inputs["semantest-rest-api-api"]?["protocolType"] == "WEBSOCKET")
        #expect(inputs["semantest-rest-api-api"]?["routeSelectionExpression"] == "$request.body.action")
        let keys = ["connect-route", "disconnect-route", "route"].map {
            inputs["semantest-rest-api-\($0)"]?["routeKey"]
        }
        #expect(keys == ["$connect", "$disconnect", "$default"])
        let integration = try #require(inputs["semantest-rest-api-integration"])
        #expect(integration["payloadFormatVersion"] == nil)
        #expect(integration["passthroughBehavior"] == "WHEN_NO_MATCH")
        #expect(integration["timeoutMilliseconds"] == 29000)
        let stage = try #require(inputs["semantest-rest-api-stage"])
        #expect(stage["name"] == "production")
        #expect(stage["autoDeploy"] == false)
        #expect(
            stage["deploymentId"]
                == .output(OutputReference(resource: "semantest-rest-api-deployment", output: "id")))
        let table = try #require(inputs["semantest-rest-api-connections"])
        #expect(table["name"] == "semantest-rest-api-production-connections")
        #expect(table["ttl"] == ["attributeName": "ttl", "enabled": true])
        #expect(table["billingMode"] == "PAY_PER_REQUEST")
        #expect(table["tags"]?.objectValue?["semantest:stack"] == "aws-production")
        let variables = inputs["semantest-rest-api-function"]?["environment"]?.objectValue?["variables"]?.objectValue
        #expect(Set(variables?.keys.map(\.self) ?? []) == ["NODE_ENV", "SEMANTEST_CONNECTIONS_TABLE"])
    }

    @Test(arguments: [("us-east-1", "aws"), ("cn-north-1", "aws-cn")])
    func theRoleMayDoWhatTheBridgeDoes(_ region: String, _ partition: String) throws {
        let component = try ResourceFixtures.component(kind: .websocket, region: region)
        let policy = try #require(inputs(try declare(component))["semantest-rest-api-access"]?["policy"])
        let text = policy.resolved { $0.output == "arn" ? "TABLE" : "API" }.stringValue
        let document = try JSONValue(parsing: try #require(text))
        let statements = try #require(document["Statement"]?.array)
        #expect(statements.allSatisfy { $0["Effect"]?.string == "Allow" })
        #expect(statements[0]["Action"]?.string == "execute-api:ManageConnections")
        #expect(statements[0]["Resource"]?.string == "API/production/*/@connections/*")
        #expect(
            statements[1]["Action"]?.array?.compactMap(\.string)
                == ["DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"].map { "dynamodb:\($0)" })
        #expect(statements[1]["Resource"]?.string == "TABLE")
        let function = "arn:\(partition):lambda:\(region):*:function:semantest-rest-api-production"
        #expect(statements[2]["Resource"]?.array?.compactMap(\.string) == [function, "\(function):*"])
        #expect(statements.count == 3)
    }

    @Test func aNewDeploymentFollowsARouteOrAnIntegration() throws {
        func triggers(_ uri: PropertyValue) throws -> PropertyValue? {
            inputs(try declare())["semantest-rest-api-deployment"]?["triggers"]?
                .resolved { $0.output == "integrationUri" ? uri : .string("\($0.resource).\($0.output)") }
        }
        let first = try #require(try triggers("one"))
        #expect(try triggers("one") == first)
        #expect(try triggers("two") != first)
        #expect(try triggers(.unknown)?.containsUnknown == true)
        #expect(first.objectValue?["definition"]?.stringValue?.utf8.count == 64)
        #expect(first.objectValue?["integration"] == "semantest-rest-api-integration.id one")
        #expect(
            first.objectValue?["routes"]?.stringValue?.contains(
                "semantest-rest-api-connect-route.id semantest-rest-api-connect-route.target\n") == true)
    }

    @Test func checkedInputsStayAndNameOfficialProperties() throws {
        let provider = ResourceFixtures.provider(RecordingClient("{}").transport)
        for resource in try declare().resources {
            let checked = try provider.check(resource.type, resource.inputs)
            #expect(try provider.check(resource.type, checked) == checked)
            #expect(checked["region"] == (resource.type.token.hasPrefix("aws:iam/") ? nil : "us-east-1"))
            try KnownProperties.check(ResourceFixtures.state(resource.type, id: "x", inputs: checked))
        }
    }

    @Test func theURLIsOneForWebSockets() throws {
        func url(_ base: String?) throws -> PropertyValue? {
            try declare(base: base).outputs["url"]?.resolved { .string($0.output) }
        }
        #expect(try url(nil) == "invokeUrl")
        #expect(try url("http://127.0.0.1:4566/") == "ws://127.0.0.1:4566/_aws/execute-api/id/name")
        #expect(try url("https://emulator.test") == "wss://emulator.test/_aws/execute-api/id/name")
        #expect(
            Set(try declare().outputs.keys) == [
                "url", "apiEndpoint", "apiId", "functionArn", "functionName", "aliasArn", "connectionsTable",
            ])
    }

    @Test func anEmulatorIsPassedOnAndTheComponentWins() throws {
        let component = try ResourceFixtures.component(
            kind: .websocket,
            variables: ["AWS_ENDPOINT_URL_LAMBDA": "http://mine", "SEMANTEST_CONNECTIONS_TABLE": "mine"])
        let stack = try declare(
            component, endpoints: ["AWS_ENDPOINT_URL_LAMBDA": "http://e", "AWS_ENDPOINT_URL_DYNAMODB": "http://e"])
        let environment = inputs(stack)["semantest-rest-api-function"]?["environment"]?.objectValue
        let variables = environment?["variables"]?.objectValue
        #expect(variables?["AWS_ENDPOINT_URL_LAMBDA"] == "http://mine")
        #expect(variables?["AWS_ENDPOINT_URL_DYNAMODB"] == "http://e")
        #expect(
            variables?["SEMANTEST_CONNECTIONS_TABLE"]
                == .output(OutputReference(resource: "semantest-rest-api-connections", output: "name")))
    }

    @Test func warns() throws {
        #expect(try declare().warnings.count == 1)
        #expect(try declare().warnings.first?.contains("own memory") == true)
        let cors = CorsPolicy(origins: ["*"], methods: [], headers: [])
        let component = try ResourceFixtures.component(runtime: "nodejs18.x", kind: .websocket, cors: cors)
        #expect(try declare(component).warnings.count == 3)
    }

    @Test func refusesWhatAWSWouldRefuse() throws {
        func code(_ component: ComponentSpecification, _ artifact: Artifact = ResourceFixtures.artifact()) -> String? {
            (#expect(throws: ProvisioningError.self) { try declare(component, artifact: artifact) })?.code
        }
        #expect(code(try ResourceFixtures.component()) == "UnsupportedComponentKind")
        #expect(code(try ResourceFixtures.component(kind: .websocket, retention: 13)) == "InvalidRetention")
        #expect(
            code(try ResourceFixtures.component(kind: .websocket, variables: ["AWS_REGION": "x"]))
                == "ReservedVariable")
        #expect(
            code(
                try ResourceFixtures.component(kind: .websocket),
                ResourceFixtures.artifact(size: 50 * 1024 * 1024 + 1)) == "ArtifactTooLarge")
    }
}
