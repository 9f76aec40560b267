internal import OrderedJSON

extension APIGatewayClient {
    /// `CreateApi`: not idempotent, a second one makes a second API of the same name.
    ///
    /// - Parameter protocolType: `HTTP` or `WEBSOCKET`.
    package func createAPI(
        name: String, protocolType: String, settings: APISettings = APISettings(), tags: [String: String] = [:]
    ) async throws -> GatewayAPI {
        var body = JSONBody()
        body.set("name", name)
        body.set("protocolType", protocolType)
        settings.write(into: &body)
        body.set("tags", tags.isEmpty ? nil : tags)
        return GatewayAPI(try await call("CreateApi", "POST", "/v2/apis", body: body, isIdempotent: false))
    }

    /// `GetApi`.
    package func getAPI(_ id: String) async throws -> GatewayAPI {
        GatewayAPI(try await call("GetApi", "GET", "/v2/apis/\(id)", isIdempotent: true))
    }

    /// `GetApis`, all pages.
    package func getAPIs() async throws -> [GatewayAPI] {
        try await pages("GetApis", "/v2/apis").map(GatewayAPI.init)
    }

    /// `UpdateApi`; absent settings stay as they are.
    package func updateAPI(_ id: String, name: String? = nil, settings: APISettings) async throws -> GatewayAPI {
        var body = JSONBody()
        body.set("name", name)
        settings.write(into: &body)
        return GatewayAPI(try await call("UpdateApi", "PATCH", "/v2/apis/\(id)", body: body, isIdempotent: true))
    }

    /// `DeleteApi`, with all that is in it.
    package func deleteAPI(_ id: String) async throws {
        try await call("DeleteApi", "DELETE", "/v2/apis/\(id)", isIdempotent: true)
    }

    /// `DeleteCorsConfiguration`.
    package func deleteCORSConfiguration(_ id: String) async throws {
        try await call("DeleteCorsConfiguration", "DELETE", "/v2/apis/\(id)/cors", isIdempotent: true)
    }
}

/// The settings of an API that creation and update share.
package struct APISettings: Sendable, Equatable {
    package var description: String?
    package var version: String?
    /// Replaced as a whole.
    package var cors: CORSConfiguration?
    package var disableExecuteAPIEndpoint: Bool?
    /// Such as `$request.body.action`; WebSocket only.
    package var routeSelectionExpression: String?
    package var apiKeySelectionExpression: String?
    /// `ipv4` or `dualstack`.
    package var ipAddressType: String?

    package init(
        description: String? = nil, version: String? = nil, cors: CORSConfiguration? = nil,
        disableExecuteAPIEndpoint: Bool? = nil, routeSelectionExpression: String? = nil,
        apiKeySelectionExpression: String? = nil, ipAddressType: String? = nil
    ) {
        self.description = description
        self.version = version
        self.cors = cors
        self.disableExecuteAPIEndpoint = disableExecuteAPIEndpoint
        self.routeSelectionExpression = routeSelectionExpression
        self.apiKeySelectionExpression = apiKeySelectionExpression
        self.ipAddressType = ipAddressType
    }

    func write(into body: inout JSONBody) {
        body.set("description", description)
        body.set("version", version)
        body.set("corsConfiguration", cors?.json)
        body.set("disableExecuteApiEndpoint", disableExecuteAPIEndpoint)
        body.set("routeSelectionExpression", routeSelectionExpression)
        body.set("apiKeySelectionExpression", apiKeySelectionExpression)
        body.set("ipAddressType", ipAddressType)
    }
}

/// An API as API Gateway describes it.
package struct GatewayAPI: Sendable, Equatable {
    package var id: String
    package var name: String
    /// `HTTP` or `WEBSOCKET`.
    package var protocolType: String
    /// The URL without a stage.
    package var endpoint: String
    package var settings: APISettings
    package var tags: [String: String]
    /// ISO 8601.
    package var createdDate: String?

    init(_ json: JSONValue) {
        id = json.text("apiId") ?? ""
        name = json.text("name") ?? ""
        protocolType = json.text("protocolType") ?? ""
        endpoint = json.text("apiEndpoint") ?? ""
        settings = APISettings(
            description: json.text("description"), version: json.text("version"),
            cors: json.member("corsConfiguration").map(CORSConfiguration.init),
            disableExecuteAPIEndpoint: json.bool("disableExecuteApiEndpoint"),
            routeSelectionExpression: json.text("routeSelectionExpression"),
            apiKeySelectionExpression: json.text("apiKeySelectionExpression"),
            ipAddressType: json.text("ipAddressType"))
        tags = json.strings("tags") ?? [:]
        createdDate = json.text("createdDate")
    }
}

/// The cross-origin rules of an HTTP API.
package struct CORSConfiguration: Sendable, Equatable {
    package var allowCredentials: Bool?
    package var allowHeaders: [String]?
    package var allowMethods: [String]?
    package var allowOrigins: [String]?
    package var exposeHeaders: [String]?
    /// Seconds.
    package var maxAge: Int?

    package init(
        allowCredentials: Bool? = nil, allowHeaders: [String]? = nil, allowMethods: [String]? = nil,
        allowOrigins: [String]? = nil, exposeHeaders: [String]? = nil, maxAge: Int? = nil
    ) {
        self.allowCredentials = allowCredentials
        self.allowHeaders = allowHeaders
        self.allowMethods = allowMethods
        self.allowOrigins = allowOrigins
        self.exposeHeaders = exposeHeaders
        self.maxAge = maxAge
    }

    init(_ json: JSONValue) {
        self.init(
            allowCredentials: json.bool("allowCredentials"), allowHeaders: json.stringList("allowHeaders"),
            allowMethods: json.stringList("allowMethods"), allowOrigins: json.stringList("allowOrigins"),
            exposeHeaders: json.stringList("exposeHeaders"), maxAge: json.int("maxAge"))
    }

    var json: JSONValue {
        var body = JSONBody()
        body.set("allowCredentials", allowCredentials)
        body.set("allowHeaders", allowHeaders)
        body.set("allowMethods", allowMethods)
        body.set("allowOrigins", allowOrigins)
        body.set("exposeHeaders", exposeHeaders)
        body.set("maxAge", maxAge)
        return .object(body.object)
    }
}
