internal import OrderedJSON

extension APIGatewayClient {
    /// `CreateIntegration`: not idempotent, a second one makes a second integration.
    package func createIntegration(
        api: String, _ settings: IntegrationSettings
    ) async throws -> GatewayIntegration {
        GatewayIntegration(
            try await call(
                "CreateIntegration", "POST", "/v2/apis/\(api)/integrations", body: settings.body, isIdempotent: false))
    }

    /// `GetIntegration`.
    package func getIntegration(api: String, id: String) async throws -> GatewayIntegration {
        GatewayIntegration(
            try await call("GetIntegration", "GET", "/v2/apis/\(api)/integrations/\(id)", isIdempotent: true))
    }

    /// `GetIntegrations`, all pages.
    package func getIntegrations(api: String) async throws -> [GatewayIntegration] {
        try await pages("GetIntegrations", "/v2/apis/\(api)/integrations").map(GatewayIntegration.init)
    }

    /// `UpdateIntegration`; absent settings stay as they are.
    package func updateIntegration(
        api: String, id: String, _ settings: IntegrationSettings
    ) async throws -> GatewayIntegration {
        GatewayIntegration(
            try await call(
                "UpdateIntegration", "PATCH", "/v2/apis/\(api)/integrations/\(id)", body: settings.body,
                isIdempotent: true))
    }

    /// `DeleteIntegration`; routes to it must be gone.
    package func deleteIntegration(api: String, id: String) async throws {
        try await call("DeleteIntegration", "DELETE", "/v2/apis/\(api)/integrations/\(id)", isIdempotent: true)
    }
}

/// The settings of an integration; `type` is required to create one.
package struct IntegrationSettings: Sendable, Equatable {
    /// `AWS_PROXY`, `HTTP_PROXY`, `MOCK`, `AWS` or `HTTP`.
    package var type: String?
    /// For `AWS_PROXY` the ARN of the function, or of its alias.
    package var uri: String?
    package var method: String?
    /// `1.0` or `2.0`.
    package var payloadFormatVersion: String?
    /// Milliseconds, 50…30000.
    package var timeoutMilliseconds: Int?
    package var description: String?
    /// `INTERNET` or `VPC_LINK`.
    package var connectionType: String?
    package var connectionID: String?
    package var credentialsARN: String?
    /// WebSocket: `CONVERT_TO_BINARY` or `CONVERT_TO_TEXT`.
    package var contentHandlingStrategy: String?
    /// WebSocket: `WHEN_NO_MATCH`, `NEVER` or `WHEN_NO_TEMPLATES`.
    package var passthroughBehavior: String?
    package var requestParameters: [String: String]?
    package var requestTemplates: [String: String]?
    package var templateSelectionExpression: String?

    package init(
        type: String? = nil, uri: String? = nil, method: String? = nil, payloadFormatVersion: String? = nil,
        timeoutMilliseconds: Int? = nil, description: String? = nil, connectionType: String? = nil,
        connectionID: String? = nil, credentialsARN: String? = nil, contentHandlingStrategy: String? = nil,
        passthroughBehavior: String? = nil, requestParameters: [String: String]? = nil,
        requestTemplates: [String: String]? = nil, templateSelectionExpression: String? = nil
    ) {
        self.type = type
        self.uri = uri
        self.method = method
        self.payloadFormatVersion = payloadFormatVersion
        self.timeoutMilliseconds = timeoutMilliseconds
        self.description = description
        self.connectionType = connectionType
        self.connectionID = connectionID
        self.credentialsARN = credentialsARN
        self.contentHandlingStrategy = contentHandlingStrategy
        self.passthroughBehavior = passthroughBehavior
        self.requestParameters = requestParameters
        self.requestTemplates = requestTemplates
        self.templateSelectionExpression = templateSelectionExpression
    }

    init(_ json: JSONValue) {
        self.init(
            type: json.text("integrationType"), uri: json.text("integrationUri"),
            method: json.text("integrationMethod"), payloadFormatVersion: json.text("payloadFormatVersion"),
            timeoutMilliseconds: json.int("timeoutInMillis"), description: json.text("description"),
            connectionType: json.text("connectionType"), connectionID: json.text("connectionId"),
            credentialsARN: json.text("credentialsArn"),
            contentHandlingStrategy: json.text("contentHandlingStrategy"),
            passthroughBehavior: json.text("passthroughBehavior"),
            requestParameters: json.strings("requestParameters"), requestTemplates: json.strings("requestTemplates"),
            templateSelectionExpression: json.text("templateSelectionExpression"))
    }

    var body: JSONBody {
        var body = JSONBody()
        body.set("integrationType", type)
        body.set("integrationUri", uri)
        body.set("integrationMethod", method)
        body.set("payloadFormatVersion", payloadFormatVersion)
        body.set("timeoutInMillis", timeoutMilliseconds)
        body.set("description", description)
        body.set("connectionType", connectionType)
        body.set("connectionId", connectionID)
        body.set("credentialsArn", credentialsARN)
        body.set("contentHandlingStrategy", contentHandlingStrategy)
        body.set("passthroughBehavior", passthroughBehavior)
        body.set("requestParameters", requestParameters)
        body.set("requestTemplates", requestTemplates)
        body.set("templateSelectionExpression", templateSelectionExpression)
        return body
    }
}

/// An integration as API Gateway describes it.
package struct GatewayIntegration: Sendable, Equatable {
    package var id: String
    package var settings: IntegrationSettings
    /// WebSocket only.
    package var integrationResponseSelectionExpression: String?

    init(_ json: JSONValue) {
        id = json.text("integrationId") ?? ""
        settings = IntegrationSettings(json)
        integrationResponseSelectionExpression = json.text("integrationResponseSelectionExpression")
    }
}
