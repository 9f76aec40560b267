internal import OrderedJSON

extension APIGatewayClient {
    /// `CreateStage`: not idempotent, a second one of the same name says `ConflictException`.
    package func createStage(
        api: String, name: String, _ settings: StageSettings = StageSettings(), tags: [String: String] = [:]
    ) async throws -> GatewayStage {
        var body = JSONBody()
        body.set("stageName", name)
        settings.write(into: &body)
        body.set("tags", tags.isEmpty ? nil : tags)
        return GatewayStage(
            try await call("CreateStage", "POST", "/v2/apis/\(api)/stages", body: body, isIdempotent: false))
    }

    /// `GetStage`.
    package func getStage(api: String, name: String) async throws -> GatewayStage {
        GatewayStage(try await call("GetStage", "GET", "/v2/apis/\(api)/stages/\(name)", isIdempotent: true))
    }

    /// `GetStages`, all pages.
    package func getStages(api: String) async throws -> [GatewayStage] {
        try await pages("GetStages", "/v2/apis/\(api)/stages").map(GatewayStage.init)
    }

    /// `UpdateStage`; absent settings stay as they are.
    package func updateStage(api: String, name: String, _ settings: StageSettings) async throws -> GatewayStage {
        var body = JSONBody()
        settings.write(into: &body)
        return GatewayStage(
            try await call(
                "UpdateStage", "PATCH", "/v2/apis/\(api)/stages/\(name)", body: body, isIdempotent: true))
    }

    /// `DeleteStage`.
    package func deleteStage(api: String, name: String) async throws {
        try await call("DeleteStage", "DELETE", "/v2/apis/\(api)/stages/\(name)", isIdempotent: true)
    }
}

/// The settings of a stage that creation and update share.
package struct StageSettings: Sendable, Equatable {
    package var autoDeploy: Bool?
    package var deploymentID: String?
    package var description: String?
    package var accessLog: StageAccessLog?
    package var defaultRoute: StageRouteSettings?
    package var variables: [String: String]?

    package init(
        autoDeploy: Bool? = nil, deploymentID: String? = nil, description: String? = nil,
        accessLog: StageAccessLog? = nil, defaultRoute: StageRouteSettings? = nil, variables: [String: String]? = nil
    ) {
        self.autoDeploy = autoDeploy
        self.deploymentID = deploymentID
        self.description = description
        self.accessLog = accessLog
        self.defaultRoute = defaultRoute
        self.variables = variables
    }

    init(_ json: JSONValue) {
        self.init(
            autoDeploy: json.bool("autoDeploy"), deploymentID: json.text("deploymentId"),
            description: json.text("description"),
            accessLog: json.member("accessLogSettings").map {
                StageAccessLog(destinationARN: $0.text("destinationArn"), format: $0.text("format"))
            },
            defaultRoute: json.member("defaultRouteSettings").map(StageRouteSettings.init),
            variables: json.strings("stageVariables"))
    }

    func write(into body: inout JSONBody) {
        body.set("autoDeploy", autoDeploy)
        body.set("deploymentId", deploymentID)
        body.set("description", description)
        if let accessLog {
            var object = JSONBody()
            object.set("destinationArn", accessLog.destinationARN)
            object.set("format", accessLog.format)
            body.set("accessLogSettings", JSONValue.object(object.object))
        }
        body.set("defaultRouteSettings", defaultRoute?.json)
        body.set("stageVariables", variables)
    }
}

/// Where a stage logs its requests to.
package struct StageAccessLog: Sendable, Equatable {
    package var destinationARN: String?
    package var format: String?

    package init(destinationARN: String? = nil, format: String? = nil) {
        self.destinationARN = destinationARN
        self.format = format
    }
}

/// Limits and logging of a stage's routes.
package struct StageRouteSettings: Sendable, Equatable {
    package var detailedMetricsEnabled: Bool?
    package var throttlingBurstLimit: Int?
    /// Requests a second.
    package var throttlingRateLimit: Double?
    /// WebSocket only.
    package var dataTraceEnabled: Bool?
    /// WebSocket only: `ERROR`, `INFO` or `OFF`.
    package var loggingLevel: String?

    package init(
        detailedMetricsEnabled: Bool? = nil, throttlingBurstLimit: Int? = nil, throttlingRateLimit: Double? = nil,
        dataTraceEnabled: Bool? = nil, loggingLevel: String? = nil
    ) {
        self.detailedMetricsEnabled = detailedMetricsEnabled
        self.throttlingBurstLimit = throttlingBurstLimit
        self.throttlingRateLimit = throttlingRateLimit
        self.dataTraceEnabled = dataTraceEnabled
        self.loggingLevel = loggingLevel
    }

    init(_ json: JSONValue) {
        self.init(
            detailedMetricsEnabled: json.bool("detailedMetricsEnabled"),
            throttlingBurstLimit: json.int("throttlingBurstLimit"),
            throttlingRateLimit: json["throttlingRateLimit"]?.double,
            dataTraceEnabled: json.bool("dataTraceEnabled"), loggingLevel: json.text("loggingLevel"))
    }

    var json: JSONValue {
        var body = JSONBody()
        body.set("detailedMetricsEnabled", detailedMetricsEnabled)
        body.set("throttlingBurstLimit", throttlingBurstLimit)
        body.set("throttlingRateLimit", throttlingRateLimit)
        body.set("dataTraceEnabled", dataTraceEnabled)
        body.set("loggingLevel", loggingLevel)
        return .object(body.object)
    }
}

/// A stage as API Gateway describes it.
package struct GatewayStage: Sendable, Equatable {
    package var name: String
    package var settings: StageSettings
    package var tags: [String: String]
    package var createdDate: String?
    package var lastUpdatedDate: String?
    package var lastDeploymentStatusMessage: String?

    init(_ json: JSONValue) {
        name = json.text("stageName") ?? ""
        settings = StageSettings(json)
        tags = json.strings("tags") ?? [:]
        createdDate = json.text("createdDate")
        lastUpdatedDate = json.text("lastUpdatedDate")
        lastDeploymentStatusMessage = json.text("lastDeploymentStatusMessage")
    }
}
