internal import OrderedJSON

extension APIGatewayClient {
    /// `CreateRoute`: not idempotent, a second one of the same key says `ConflictException`.
    package func createRoute(api: String, _ settings: RouteSettings) async throws -> GatewayRoute {
        GatewayRoute(
            try await call(
                "CreateRoute", "POST", "/v2/apis/\(api)/routes", body: settings.body, isIdempotent: false))
    }

    /// `GetRoute`.
    package func getRoute(api: String, id: String) async throws -> GatewayRoute {
        GatewayRoute(try await call("GetRoute", "GET", "/v2/apis/\(api)/routes/\(id)", isIdempotent: true))
    }

    /// `GetRoutes`, all pages.
    package func getRoutes(api: String) async throws -> [GatewayRoute] {
        try await pages("GetRoutes", "/v2/apis/\(api)/routes").map(GatewayRoute.init)
    }

    /// `UpdateRoute`; absent settings stay as they are.
    package func updateRoute(api: String, id: String, _ settings: RouteSettings) async throws -> GatewayRoute {
        GatewayRoute(
            try await call(
                "UpdateRoute", "PATCH", "/v2/apis/\(api)/routes/\(id)", body: settings.body, isIdempotent: true))
    }

    /// `DeleteRoute`.
    package func deleteRoute(api: String, id: String) async throws {
        try await call("DeleteRoute", "DELETE", "/v2/apis/\(api)/routes/\(id)", isIdempotent: true)
    }
}

/// The settings of a route; `key` is required to create one.
package struct RouteSettings: Sendable, Equatable {
    /// `$default`, `GET /path`; for WebSocket `$connect`, `$disconnect`, `$default` or a custom key.
    package var key: String?
    /// `integrations/<id>`.
    package var target: String?
    package var apiKeyRequired: Bool?
    package var authorizationScopes: [String]?
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `JWT`.
    package var authorizationType: String?
    package var authorizerID: String?
    package var modelSelectionExpression: String?
    package var operationName: String?
    package var requestModels: [String: String]?
    /// WebSocket: `$default` for two-way routes.
    package var routeResponseSelectionExpression: String?

    package init(
        key: String? = nil, target: String? = nil, apiKeyRequired: Bool? = nil, authorizationScopes: [String]? = nil,
        authorizationType: String? = nil, authorizerID: String? = nil, modelSelectionExpression: String? = nil,
        operationName: String? = nil, requestModels: [String: String]? = nil,
        routeResponseSelectionExpression: String? = nil
    ) {
        self.key = key
        self.target = target
        self.apiKeyRequired = apiKeyRequired
        self.authorizationScopes = authorizationScopes
        self.authorizationType = authorizationType
        self.authorizerID = authorizerID
        self.modelSelectionExpression = modelSelectionExpression
        self.operationName = operationName
        self.requestModels = requestModels
        self.routeResponseSelectionExpression = routeResponseSelectionExpression
    }

    init(_ json: JSONValue) {
        self.init(
            key: json.text("routeKey"), target: json.text("target"), apiKeyRequired: json.bool("apiKeyRequired"),
            authorizationScopes: json.stringList("authorizationScopes"),
            authorizationType: json.text("authorizationType"), authorizerID: json.text("authorizerId"),
            modelSelectionExpression: json.text("modelSelectionExpression"),
            operationName: json.text("operationName"), requestModels: json.strings("requestModels"),
            routeResponseSelectionExpression: json.text("routeResponseSelectionExpression"))
    }

    var body: JSONBody {
        var body = JSONBody()
        body.set("routeKey", key)
        body.set("target", target)
        body.set("apiKeyRequired", apiKeyRequired)
        body.set("authorizationScopes", authorizationScopes)
        body.set("authorizationType", authorizationType)
        body.set("authorizerId", authorizerID)
        body.set("modelSelectionExpression", modelSelectionExpression)
        body.set("operationName", operationName)
        body.set("requestModels", requestModels)
        body.set("routeResponseSelectionExpression", routeResponseSelectionExpression)
        return body
    }
}

/// A route as API Gateway describes it.
package struct GatewayRoute: Sendable, Equatable {
    package var id: String
    package var settings: RouteSettings

    init(_ json: JSONValue) {
        id = json.text("routeId") ?? ""
        settings = RouteSettings(json)
    }
}
