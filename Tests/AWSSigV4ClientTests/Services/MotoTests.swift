import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

/// Every service call once against moto, through libcurl.
@Suite(.enabled(if: Laboratory.python != nil, Comment(rawValue: LabPython.absence))) struct MotoTests {
    private static let trust = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},\
        "Action":"sts:AssumeRole"}]}
        """
    private static let permission = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}
        """
    /// A zip without entries.
    private static let zip: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)

    @Test func everyCallOnce() async throws {
        let server = try MotoServer(try #require(Laboratory.python))
        defer { server.stop() }
        let transport = CurlTransport()
        let client = AWSClient(
            transport: transport, credentials: StaticCredentialsProvider(RecordingClient.credentials),
            region: "us-east-1", endpoints: EndpointResolver(environment: ["AWS_ENDPOINT_URL": server.url]),
            now: { RecordingClient.noon }, middleware: AWSClient.retrying())
        try await identityAndRoles(client)
        try await logGroups(client)
        try await functions(client)
        try await gateways(client)
        await transport.shutdown()
    }

    private func isNotFound(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch {
            return (error as? AWSServiceError)?.isNotFound == true
        }
    }

    private func identityAndRoles(_ client: AWSClient) async throws {
        let identity = try await STSClient(client).getCallerIdentity()
        #expect(identity.account == "123456789012")
        let assumed = try await STSClient(client).assumeRole(
            "arn:aws:iam::123456789012:role/r", sessionName: "session")
        #expect(assumed.sessionToken != nil && assumed.expiration != nil)
        let web = try await STSClient(client).assumeRoleWithWebIdentity(
            "arn:aws:iam::123456789012:role/r", token: "a.b.c", sessionName: "session")
        #expect(web.accessKeyID != "")

        let iam = IAMClient(client)
        let created = try await iam.createRole(
            CreateRoleRequest(
                name: "r", assumeRolePolicyDocument: Self.trust, description: "é & <b>", maxSessionDuration: 3600,
                tags: ["a": "1", "b": "ü"]))
        #expect(created.arn == "arn:aws:iam::123456789012:role/r")
        let duplicate = await #expect(throws: AWSServiceError.self) {
            _ = try await iam.createRole(CreateRoleRequest(name: "r", assumeRolePolicyDocument: Self.trust))
        }
        #expect(duplicate?.isAlreadyExists == true)
        try await iam.updateRole("r", description: "new", maxSessionDuration: 7200)
        try await iam.updateAssumeRolePolicy("r", document: Self.trust)
        try await iam.tagRole("r", tags: ["c": "3"])
        try await iam.untagRole("r", keys: ["a"])
        #expect(try await iam.listRoleTags("r") == ["b": "ü", "c": "3"])
        let role = try await iam.getRole("r")
        #expect(role.description == "new" && role.maxSessionDuration == 7200 && role.tags["c"] == "3")
        #expect(role.assumeRolePolicyDocument?.contains("lambda.amazonaws.com") == true)
        let managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        try await iam.attachRolePolicy("r", policyARN: managed)
        #expect(
            try await iam.listAttachedRolePolicies("r")
                == [AttachedPolicy(name: "AWSLambdaBasicExecutionRole", arn: managed)])
        try await iam.putRolePolicy("r", policyName: "inline", document: Self.permission)
        #expect(try await iam.getRolePolicy("r", policyName: "inline").contains("logs:PutLogEvents"))
        let conflict = await #expect(throws: AWSServiceError.self) { try await iam.deleteRole("r") }
        #expect(conflict?.isConflict == true)
        try await iam.deleteRolePolicy("r", policyName: "inline")
        try await iam.detachRolePolicy("r", policyARN: managed)
        try await iam.deleteRole("r")
        #expect(await isNotFound { _ = try await iam.getRole("r") })
    }

    private func logGroups(_ client: AWSClient) async throws {
        let logs = CloudWatchLogsClient(client)
        try await logs.createLogGroup("/aws/lambda/f", tags: ["a": "ü"])
        let duplicate = await #expect(throws: AWSServiceError.self) { try await logs.createLogGroup("/aws/lambda/f") }
        #expect(duplicate?.isAlreadyExists == true)
        try await logs.putRetentionPolicy("/aws/lambda/f", days: 14)
        let group = try #require(try await logs.describeLogGroups(prefix: "/aws/lambda/").first)
        #expect(group.name == "/aws/lambda/f" && group.retentionInDays == 14 && !group.arn.hasSuffix("*"))
        try await logs.tagResource(group.arn, tags: ["b": "2"])
        try await logs.untagResource(group.arn, keys: ["b"])
        #expect(try await logs.listTagsForResource(group.arn) == ["a": "ü"])
        try await logs.deleteRetentionPolicy("/aws/lambda/f")
        #expect(try await logs.describeLogGroups().first?.retentionInDays == nil)
        try await logs.deleteLogGroup("/aws/lambda/f")
        #expect(await isNotFound { try await logs.deleteLogGroup("/aws/lambda/f") })
    }

    private func functions(_ client: AWSClient) async throws {
        let role = try await IAMClient(client).createRole(
            CreateRoleRequest(name: "r", assumeRolePolicyDocument: Self.trust))
        let lambda = LambdaClient(client)
        let created = try await lambda.createFunction(
            CreateFunctionRequest(
                functionName: "f", code: .zip(Self.zip),
                settings: LambdaFunctionSettings(
                    runtime: "nodejs22.x", role: role.arn, handler: "index.handler", timeout: 3, memorySize: 128,
                    environment: ["NAME": "wört"]), architecture: "arm64", publish: true, tags: ["a": "1"]))
        #expect(created.version == "1" && created.environment == ["NAME": "wört"])
        let duplicate = await #expect(throws: AWSServiceError.self) {
            _ = try await lambda.createFunction(
                CreateFunctionRequest(
                    functionName: "f", code: .zip(Self.zip),
                    settings: LambdaFunctionSettings(runtime: "nodejs22.x", role: role.arn, handler: "i.h")))
        }
        #expect(duplicate?.isConflict == true)
        let function = try await lambda.getFunction("f")
        #expect(function.tags == ["a": "1"] && function.configuration.architectures == ["arm64"])
        #expect(try await lambda.getFunctionConfiguration("f", qualifier: "1").version == "1")
        #expect(
            try await lambda.updateFunctionConfiguration(
                "f", settings: LambdaFunctionSettings(timeout: 5, memorySize: 256)
            ).memorySize == 256)
        let updated = try await lambda.updateFunctionCode("f", code: .zip(Self.zip + [0]), publish: true)
        #expect(updated.codeSHA256 != created.codeSHA256)
        _ = try await lambda.publishVersion("f", description: "third")
        #expect(try await lambda.listVersionsByFunction("f").first?.version == "$LATEST")
        try await lambda.putFunctionConcurrency("f", reserved: 5)
        #expect(try await lambda.getFunction("f").reservedConcurrentExecutions == 5)
        try await lambda.deleteFunctionConcurrency("f")
        try await lambda.tagResource(function.configuration.functionARN, tags: ["b c": "2"])
        try await lambda.untagResource(function.configuration.functionARN, keys: ["a"])
        #expect(try await lambda.listTags(function.configuration.functionARN) == ["b c": "2"])
        try await aliasesAndPermissions(lambda)
        let payload = Array(#"{"a":"ü"}"#.utf8)
        #expect(try await lambda.invoke("f", payload: payload, logTail: true).status == 200)
        try await lambda.deleteFunction("f")
        #expect(await isNotFound { _ = try await lambda.getFunction("f") })
    }

    private func aliasesAndPermissions(_ lambda: LambdaClient) async throws {
        let alias = try await lambda.createAlias("f", name: "live", version: "1")
        #expect(alias.version == "1" && alias.arn.hasSuffix(":f:live"))
        #expect(
            try await lambda.updateAlias("f", name: "live", version: "2", routing: ["1": 0.25]).routing == ["1": 0.25])
        #expect(try await lambda.getAlias("f", name: "live").version == "2")
        let statement = try await lambda.addPermission(
            "f",
            LambdaPermission(
                statementID: "gateway", action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com",
                qualifier: "live"))
        #expect(statement.contains("gateway"))
        #expect(try await lambda.getPolicy("f", qualifier: "live").contains("gateway"))
        try await lambda.removePermission("f", statementID: "gateway", qualifier: "live")
        try await lambda.deleteAlias("f", name: "live")
        #expect(await isNotFound { _ = try await lambda.getAlias("f", name: "live") })
    }

    private func gateways(_ client: AWSClient) async throws {
        let gateway = APIGatewayClient(client)
        let cors = CORSConfiguration(allowMethods: ["GET"], allowOrigins: ["https://a.test"], maxAge: 60)
        let api = try await gateway.createAPI(
            name: "api", protocolType: "HTTP", settings: APISettings(description: "d", cors: cors),
            tags: ["a": "1"])
        #expect(api.name == "api" && api.protocolType == "HTTP" && api.settings.cors?.maxAge == 60)
        #expect(
            try await gateway.updateAPI(api.id, settings: APISettings(description: "e")).settings.description == "e")
        try await gateway.deleteCORSConfiguration(api.id)
        #expect(try await gateway.getAPI(api.id).settings.cors == nil)
        #expect(try await gateway.getAPIs().map(\.id) == [api.id])
        let arn = "arn:aws:apigateway:us-east-1::/apis/\(api.id)"
        try await gateway.tagResource(arn, tags: ["b": "2"])
        try await gateway.untagResource(arn, keys: ["a"])
        #expect(try await gateway.getAPI(api.id).tags == ["b": "2"])

        let integration = try await gateway.createIntegration(
            api: api.id,
            IntegrationSettings(type: "AWS_PROXY", uri: "arn:aws:lambda:f", payloadFormatVersion: "2.0"))
        #expect(
            try await gateway.updateIntegration(
                api: api.id, id: integration.id, IntegrationSettings(timeoutMilliseconds: 1000)
            ).settings.timeoutMilliseconds == 1000)
        #expect(try await gateway.getIntegration(api: api.id, id: integration.id).settings.uri == "arn:aws:lambda:f")
        #expect(try await gateway.getIntegrations(api: api.id).count == 1)

        let route = try await gateway.createRoute(
            api: api.id, RouteSettings(key: "$default", target: "integrations/\(integration.id)"))
        #expect(
            try await gateway.updateRoute(
                api: api.id, id: route.id, RouteSettings(key: "GET /x")
            ).settings.key == "GET /x")
        #expect(try await gateway.getRoute(api: api.id, id: route.id).id == route.id)
        #expect(try await gateway.getRoutes(api: api.id).count == 1)
        try await gateway.deleteRoute(api: api.id, id: route.id)
        try await gateway.deleteIntegration(api: api.id, id: integration.id)
        try await stages(gateway, api: api.id)
        try await gateway.deleteAPI(api.id)
        #expect(await isNotFound { _ = try await gateway.getAPI(api.id) })
    }

    /// `UpdateStage` is missing: moto 5.2.1 answers it with 500.
    private func stages(_ gateway: APIGatewayClient, api: String) async throws {
        let stage = try await gateway.createStage(
            api: api, name: "$default", StageSettings(autoDeploy: true, description: "d"), tags: ["a": "1"])
        #expect(stage.name == "$default" && stage.settings.autoDeploy == true)
        #expect(try await gateway.getStage(api: api, name: "$default").settings.description == "d")
        #expect(try await gateway.getStages(api: api).map(\.name) == ["$default"])
        try await gateway.deleteStage(api: api, name: "$default")
        #expect(await isNotFound { _ = try await gateway.getStage(api: api, name: "$default") })
    }
}
