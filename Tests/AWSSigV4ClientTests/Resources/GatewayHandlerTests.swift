import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// APIs, integrations, routes and stages.
@Suite struct GatewayHandlerTests {
    private static let api: ResourceType = "aws:apigatewayv2/api:Api"
    private static let integration: ResourceType = "aws:apigatewayv2/integration:Integration"
    private static let route: ResourceType = "aws:apigatewayv2/route:Route"
    private static let stage: ResourceType = "aws:apigatewayv2/stage:Stage"
    private static let tags = PropertyValue.object(ResourceFixtures.ownership.mapValues { .string($0) })
    private static let apiInputs: PropertyMap = [
        "name": "n", "protocolType": "HTTP", "region": "us-east-1", "tags": tags,
        "apiKeySelectionExpression": "$request.header.x-api-key",
        "routeSelectionExpression": "$request.method $request.path",
        "corsConfiguration": ["__defaults": [], "allowHeaders": ["Content-Type", "Authorization"]],
    ]
    private static let gone = HTTPResponse.failure("NotFoundException", status: 404)
    private static let identity = HTTPResponse.xml("GetCallerIdentity", "<Account>123456789012</Account>")

    private static func apiText(id: String = "a1", owner: String? = nil, cors: String? = nil) -> String {
        let tags = ResourceFixtures.ownership.map { #""\#($0.key)":"\#(owner ?? $0.value)""# }.joined(separator: ",")
        let rules = cors.map { #","corsConfiguration":\#($0)"# } ?? ""
        return
            #"{"apiId":"\#(id)","name":"n","protocolType":"HTTP","apiEndpoint":"https://a1.example","tags":{\#(tags)}\#(rules)}"#
    }

    @Test func createsAnAPI() async throws {
        let calls = ScriptedCalls([.json(Self.apiText()), Self.identity])
        let outcome = try await calls.provider.create(Self.api, Self.apiInputs)
        let body = calls.transport.requests.first?.json
        #expect(body?["routeSelectionExpression"] == nil)
        #expect(body?["corsConfiguration"]?["allowHeaders"]?.array?.count == 2)
        #expect(outcome.id == "a1")
        #expect(outcome.outputs["executionArn"] == "arn:aws:execute-api:us-east-1:123456789012:a1")
        #expect(outcome.outputs["arn"] == "arn:aws:apigateway:us-east-1::/apis/a1")
        #expect(outcome.outputs["corsConfiguration"]?.objectValue?["__defaults"] == nil)
    }

    @Test func anAPIWhoseAccountIsUnknownIsRecordedAndFinished() async throws {
        let calls = ScriptedCalls([.json(Self.apiText()), .xmlFailure("AccessDenied", status: 403)])
        let (_, partial) = await calls.failure { _ = try await $0.create(Self.api, Self.apiInputs) }
        let left = try #require(partial)
        #expect(left.id == "a1")
        let next = ScriptedCalls([
            Self.identity, .json(Self.apiText(cors: #"{"allowHeaders":["authorization","content-type"]}"#)),
        ])
        let finished = try await next.update(
            Self.api, id: "a1", from: left.inputs, to: left.inputs, outputs: left.outputs)
        #expect(finished.outputs["executionArn"] == "arn:aws:execute-api:us-east-1:123456789012:a1")
        #expect(finished.inputs == Self.apiInputs)
    }

    @Test func findsItsOwnAPIAmongOthersOfTheName() async throws {
        let mine = Self.apiText(id: "a2", cors: #"{"allowHeaders":["authorization","content-type"]}"#)
        let calls = ScriptedCalls([
            .json(#"{"items":[\#(Self.apiText(owner: "you")),\#(mine)]}"#), Self.identity, .json(#"{"items":[]}"#),
        ])
        let found = try #require(try await calls.provider.find(Self.api, Self.apiInputs))
        #expect(found.id == "a2")
        #expect(found.inputs == Self.apiInputs)
        #expect(try await calls.provider.find(Self.api, Self.apiInputs) == nil)
    }

    @Test func changesAnAPI() async throws {
        var wanted = Self.apiInputs
        wanted["corsConfiguration"] = nil
        wanted["description"] = "d"
        wanted["disableExecuteApiEndpoint"] = true
        wanted["version"] = "2"
        wanted["ipAddressType"] = "dualstack"
        wanted["name"] = "m"
        wanted["tags"] = ["A": "b"]
        let outputs: PropertyMap = ["executionArn": "arn:aws:execute-api:us-east-1:123456789012:a1"]
        let empty = HTTPResponse.json("{}")
        let calls = ScriptedCalls([empty, .json(Self.apiText()), empty, empty])
        let outcome = try await calls.update(Self.api, id: "a1", from: Self.apiInputs, to: wanted, outputs: outputs)
        #expect(calls.operations.prefix(2) == ["DELETE /v2/apis/a1/cors", "PATCH /v2/apis/a1"])
        #expect(calls.operations.count == 4)
        #expect(
            calls.transport.requests[1].text
                == #"{"name":"m","description":"d","version":"2","disableExecuteApiEndpoint":true,"ipAddressType":"dualstack"}"#
        )
        #expect(outcome.outputs["tagsAll"] == ["A": "b"])
        #expect(outcome.outputs["corsConfiguration"] == nil)
        let other = ScriptedCalls([Self.gone, Self.gone])
        try await other.provider.delete(ResourceFixtures.state(Self.api, id: "a1", inputs: wanted))
        #expect(try await other.provider.read(ResourceFixtures.state(Self.api, id: "a1", inputs: wanted)) == nil)
    }

    @Test func clearsTheRulesThatAreLeftOut() async throws {
        var wanted = Self.apiInputs
        wanted["corsConfiguration"] = ["allowOrigins": ["*"]]
        var old = Self.apiInputs
        old["corsConfiguration"] = [
            "allowCredentials": true, "allowHeaders": ["A"], "allowMethods": ["GET"], "exposeHeaders": ["B"],
            "maxAge": 5,
        ]
        let outputs: PropertyMap = ["executionArn": "arn:aws:execute-api:us-east-1:123456789012:a1"]
        let calls = ScriptedCalls([.json(Self.apiText(cors: #"{"allowOrigins":["*"]}"#))])
        let outcome = try await calls.update(Self.api, id: "a1", from: old, to: wanted, outputs: outputs)
        #expect(
            calls.transport.requests.last?.text
                == #"{"corsConfiguration":{"allowCredentials":false,"allowHeaders":[],"allowMethods":[],"#
                + #""allowOrigins":["*"],"exposeHeaders":[],"maxAge":0}}"#)
        #expect(outcome.outputs["corsConfiguration"] == ["allowOrigins": ["*"]])
    }

    private static let integrationInputs: PropertyMap = [
        "apiId": "a1", "integrationType": "AWS_PROXY", "integrationUri": "u", "integrationMethod": "POST",
        "payloadFormatVersion": "2.0", "timeoutMilliseconds": 30000, "connectionType": "INTERNET",
        "region": "us-east-1",
    ]
    private static let integrationText =
        #"{"integrationId":"i1","integrationType":"AWS_PROXY","integrationUri":"u","integrationMethod":"POST","#
        + #""payloadFormatVersion":"2.0","timeoutInMillis":30000}"#

    @Test func integrationsLive() async throws {
        let answer = HTTPResponse.json(Self.integrationText)
        let calls = ScriptedCalls([
            answer, .json(#"{"items":[\#(Self.integrationText)]}"#), answer, answer, Self.gone, Self.gone, Self.gone,
        ])
        let created = try await calls.provider.create(Self.integration, Self.integrationInputs)
        #expect(created.outputs["payloadFormatVersion"] == "2.0")
        #expect(try await calls.provider.find(Self.integration, Self.integrationInputs) == created)
        let state = ResourceFixtures.state(
            Self.integration, id: "i1", inputs: Self.integrationInputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state) == created)
        var old = Self.integrationInputs
        old["description"] = "d"
        old["credentialsArn"] = "c"
        _ = try await calls.update(Self.integration, id: "i1", from: old, to: Self.integrationInputs)
        #expect(calls.transport.requests.last?.json?["description"]?.string == "")
        #expect(calls.transport.requests.last?.json?["credentialsArn"]?.string == "")
        _ = try await calls.update(
            Self.integration, id: "i1", from: Self.integrationInputs, to: Self.integrationInputs)
        #expect(try await calls.provider.read(state) == nil)
        #expect(try await calls.provider.find(Self.integration, Self.integrationInputs) == nil)
        try await calls.provider.delete(state)
        #expect(calls.operations.last == "DELETE /v2/apis/a1/integrations/i1")
    }

    private static let routeInputs: PropertyMap = [
        "apiId": "a1", "routeKey": "$default", "target": "integrations/i1", "authorizationType": "NONE",
        "region": "us-east-1",
    ]
    private static func routeText(_ target: String) -> String {
        #"{"routeId":"r1","routeKey":"$default","target":"\#(target)"}"#
    }

    @Test func routesLive() async throws {
        let answer = HTTPResponse.json(Self.routeText("integrations/i1"))
        let calls = ScriptedCalls([
            .failure("ConflictException", status: 409), .json(#"{"items":[\#(Self.routeText("integrations/old"))]}"#),
            answer, answer, answer, Self.gone, Self.gone, Self.gone,
        ])
        let created = try await calls.provider.create(Self.route, Self.routeInputs)
        #expect(
            calls.operations == [
                "POST /v2/apis/a1/routes", "GET /v2/apis/a1/routes?maxResults=100", "PATCH /v2/apis/a1/routes/r1",
            ])
        #expect(created.id == "r1")
        #expect(created.inputs == Self.routeInputs)
        let state = ResourceFixtures.state(Self.route, id: "r1", inputs: Self.routeInputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state) == created)
        var old = Self.routeInputs
        old["operationName"] = "o"
        old["apiKeyRequired"] = true
        _ = try await calls.update(Self.route, id: "r1", from: old, to: Self.routeInputs)
        #expect(calls.transport.requests.last?.json?["apiKeyRequired"]?.bool == false)
        #expect(try await calls.provider.read(state) == nil)
        #expect(try await calls.provider.find(Self.route, Self.routeInputs) == nil)
        try await calls.provider.delete(state)
    }

    private static let stageInputs: PropertyMap = [
        "apiId": "a1", "name": "$default", "autoDeploy": true, "region": "us-east-1",
        "stageVariables": ["A": "1", "B": "2"],
    ]

    @Test func stagesLive() async throws {
        let answer = HTTPResponse.json(
            #"{"stageName":"$default","autoDeploy":true,"deploymentId":"d1","stageVariables":{"A":"1","B":"2"}}"#)
        let calls = ScriptedCalls([
            .failure("ConflictException", status: 409), answer, Self.identity, answer, answer, .json("{}"), Self.gone,
            Self.gone,
        ])
        let created = try await calls.provider.create(Self.stage, Self.stageInputs)
        #expect(created.id == "$default")
        #expect(created.outputs["deploymentId"] == "d1")
        #expect(created.outputs["invokeUrl"] == "https://a1.execute-api.us-east-1.amazonaws.com/")
        #expect(
            created.outputs["executionArn"] == "arn:aws:execute-api:us-east-1:123456789012:a1/$default")
        let state = ResourceFixtures.state(
            Self.stage, id: "$default", inputs: Self.stageInputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state)?.inputs == Self.stageInputs)
        var wanted = Self.stageInputs
        wanted["stageVariables"] = ["A": "9"]
        wanted["description"] = "d"
        wanted["tags"] = ["T": "u"]
        let updated = try await calls.update(
            Self.stage, id: "$default", from: Self.stageInputs, to: wanted, outputs: created.outputs)
        #expect(
            calls.transport.requests[4].text == #"{"description":"d","stageVariables":{"A":"9","B":""}}"#)
        #expect(updated.outputs["tags"] == ["T": "u"])
        #expect(try await calls.provider.read(state) == nil)
        try await calls.provider.delete(state)
        #expect(calls.operations.last == "DELETE /v2/apis/a1/stages/%24default")
    }
}
