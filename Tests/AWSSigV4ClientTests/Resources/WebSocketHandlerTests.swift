import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Inline policies, deployments, and what is different for a WebSocket API.
@Suite struct WebSocketHandlerTests {
    private static let policy: ResourceType = "aws:iam/rolePolicy:RolePolicy"
    private static let deployment: ResourceType = "aws:apigatewayv2/deployment:Deployment"
    private static let stage: ResourceType = "aws:apigatewayv2/stage:Stage"
    private static let integration: ResourceType = "aws:apigatewayv2/integration:Integration"
    private static let gone = HTTPResponse.failure("NotFoundException", status: 404)
    private static let identity = HTTPResponse.xml("GetCallerIdentity", "<Account>123456789012</Account>")

    @Test func inlinePoliciesLive() async throws {
        let inputs: PropertyMap = ["role": "r", "name": "p", "policy": #"{"a":1,"b":2}"#]
        let answer = HTTPResponse.xml(
            "GetRolePolicy", "<PolicyDocument>%7B%22b%22%3A2%2C%22a%22%3A1%7D</PolicyDocument>")
        let empty = HTTPResponse.xml("X", "")
        let missing = HTTPResponse.xmlFailure("NoSuchEntity", status: 404)
        let calls = ScriptedCalls([
            .xmlFailure("ConcurrentModification", status: 409), empty, answer, answer, empty, missing, missing, empty,
            missing,
        ])
        let created = try await calls.provider.create(Self.policy, inputs)
        #expect(created.id == "r:p")
        let state = ResourceFixtures.state(Self.policy, id: "r:p", inputs: inputs, outputs: created.outputs)
        try KnownProperties.check(state)
        #expect(try await calls.provider.read(state) == created)
        #expect(try await calls.provider.find(Self.policy, inputs) == created)
        var wanted = inputs
        wanted["policy"] = #"{"a":2}"#
        let updated = try await calls.update(
            Self.policy, id: "r:p", from: inputs, to: wanted, outputs: created.outputs)
        #expect(updated.outputs["policy"] == #"{"a":2}"#)
        #expect(try await calls.provider.read(state) == nil)
        #expect(try await calls.provider.find(Self.policy, inputs) == nil)
        try await calls.provider.delete(state)
        try await calls.provider.delete(state)
        #expect(
            calls.operations == [
                "PutRolePolicy", "PutRolePolicy", "GetRolePolicy", "GetRolePolicy", "PutRolePolicy", "GetRolePolicy",
                "GetRolePolicy", "DeleteRolePolicy", "DeleteRolePolicy",
            ])
        let same = ScriptedCalls([])
        _ = try await same.update(Self.policy, id: "r:p", from: inputs, to: inputs, outputs: created.outputs)
        let odd = ResourceFixtures.state(Self.policy, id: "odd", inputs: inputs)
        #expect(await same.failure { _ = try await $0.read(odd) }.failure?.code == "InvalidResourceID")
        try await same.provider.delete(odd)
        #expect(same.operations.isEmpty)
    }

    private static let deploymentInputs: PropertyMap = [
        "apiId": "a1", "region": "us-east-1", "triggers": ["definition": "x"],
    ]

    private static func deployed(_ status: String, description: String? = nil) -> HTTPResponse {
        let text = description.map { #","description":"\#($0)""# } ?? ""
        return .json(
            #"{"deploymentId":"d1","deploymentStatus":"\#(status)","deploymentStatusMessage":"why","autoDeployed":false\#(text)}"#
        )
    }

    @Test func deploymentsLive() async throws {
        let calls = ScriptedCalls([
            Self.deployed("PENDING"), Self.deployed("DEPLOYED"), Self.deployed("DEPLOYED"),
            Self.deployed("DEPLOYED", description: "d"), Self.deployed("DEPLOYED"), Self.gone, Self.gone,
        ])
        let created = try await calls.provider.create(Self.deployment, Self.deploymentInputs)
        #expect(created.id == "d1")
        #expect(created.outputs["autoDeployed"] == false)
        let state = ResourceFixtures.state(
            Self.deployment, id: "d1", inputs: Self.deploymentInputs, outputs: created.outputs)
        try KnownProperties.check(state)
        #expect(try await calls.provider.read(state) == created)
        var wanted = Self.deploymentInputs
        wanted["description"] = "d"
        let described = try await calls.update(
            Self.deployment, id: "d1", from: Self.deploymentInputs, to: wanted, outputs: created.outputs)
        #expect(described.outputs["description"] == "d")
        _ = try await calls.update(
            Self.deployment, id: "d1", from: Self.deploymentInputs, to: Self.deploymentInputs)
        #expect(try await calls.provider.read(state) == nil)
        try await calls.provider.delete(state)
        #expect(
            calls.operations == [
                "POST /v2/apis/a1/deployments", "GET /v2/apis/a1/deployments/d1", "GET /v2/apis/a1/deployments/d1",
                "PATCH /v2/apis/a1/deployments/d1", "GET /v2/apis/a1/deployments/d1",
                "GET /v2/apis/a1/deployments/d1", "DELETE /v2/apis/a1/deployments/d1",
            ])
        #expect(try await calls.provider.find(Self.deployment, Self.deploymentInputs) == nil)
    }

    @Test func aChangedTriggerNeedsANewDeploymentBeforeTheOldOneGoes() {
        let provider = ScriptedCalls([]).provider
        let state = ResourceFixtures.state(Self.deployment, id: "d1", inputs: Self.deploymentInputs)
        for value: PropertyValue in ["y", .unknown] {
            let diff = provider.diff(state, ["apiId": "a1", "region": "us-east-1", "triggers": ["definition": value]])
            #expect(diff.requiresReplacement)
            #expect(!diff.deleteBeforeReplace)
        }
    }

    @Test func aFailedDeploymentSaysWhy() async throws {
        let calls = ScriptedCalls([Self.deployed("FAILED")])
        let (failure, partial) = await calls.failure { _ = try await $0.create(Self.deployment, Self.deploymentInputs) }
        #expect(failure?.code == "DeploymentFailed")
        #expect(failure?.description.contains("why") == true)
        #expect(partial?.id == "d1")
    }

    @Test(arguments: [("WEBSOCKET", "wss"), ("HTTP", "https")])
    func aStageKnowsTheSchemeOfItsURL(_ protocolType: String, _ scheme: String) async throws {
        let inputs: PropertyMap = [
            "apiId": "a1", "name": "production", "autoDeploy": false, "deploymentId": "d1", "region": "us-east-1",
        ]
        // Emulators keep no deployment.
        let answer = HTTPResponse.json(#"{"stageName":"production","autoDeploy":false}"#)
        let api = HTTPResponse.json(#"{"apiId":"a1","name":"n","protocolType":"\#(protocolType)"}"#)
        let calls = ScriptedCalls([answer, api, Self.identity])
        let created = try await calls.provider.create(Self.stage, inputs)
        #expect(calls.transport.requests.first?.json?["deploymentId"]?.string == "d1")
        #expect(
            created.outputs["invokeUrl"] == .string("\(scheme)://a1.execute-api.us-east-1.amazonaws.com/production"))
        #expect(created.outputs["deploymentId"] == "d1")
        let next = ScriptedCalls(
            scheme == "wss" ? [answer, Self.identity, answer] : [answer, api, Self.identity, answer, api])
        let state = ResourceFixtures.state(Self.stage, id: "production", inputs: inputs, outputs: created.outputs)
        #expect(try await next.provider.read(state) == created)
        var wanted = inputs
        wanted["deploymentId"] = "d2"
        let updated = try await next.update(
            Self.stage, id: "production", from: inputs, to: wanted, outputs: created.outputs)
        #expect(next.transport.requests.contains { $0.method == "PATCH" && $0.text == #"{"deploymentId":"d2"}"# })
        #expect(updated.outputs["invokeUrl"] == created.outputs["invokeUrl"])
        #expect(updated.outputs["deploymentId"] == "d2")
    }

    @Test func anIntegrationKeepsItsPassthrough() async throws {
        let inputs: PropertyMap = [
            "apiId": "a1", "integrationType": "AWS_PROXY", "integrationUri": "u", "integrationMethod": "POST",
            "payloadFormatVersion": "1.0", "timeoutMilliseconds": 29000, "connectionType": "INTERNET",
            "passthroughBehavior": "WHEN_NO_MATCH", "region": "us-east-1",
        ]
        let answer = HTTPResponse.json(
            #"{"integrationId":"i1","integrationType":"AWS_PROXY","integrationUri":"u","integrationMethod":"POST","#
                + #""payloadFormatVersion":"1.0","timeoutInMillis":29000,"connectionType":"INTERNET"}"#)
        let calls = ScriptedCalls([answer, answer])
        let created = try await calls.provider.create(Self.integration, inputs)
        #expect(calls.transport.requests.first?.json?["passthroughBehavior"]?.string == "WHEN_NO_MATCH")
        #expect(created.outputs["passthroughBehavior"] == "WHEN_NO_MATCH")
        let state = ResourceFixtures.state(Self.integration, id: "i1", inputs: inputs, outputs: created.outputs)
        #expect(try await calls.provider.read(state) == created)
    }
}
