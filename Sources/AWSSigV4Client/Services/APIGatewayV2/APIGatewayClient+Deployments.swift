internal import OrderedJSON

extension APIGatewayClient {
    /// `CreateDeployment`: a snapshot of the API's routes and integrations; not idempotent, a second one makes a second snapshot.
    package func createDeployment(api: String, description: String? = nil) async throws -> GatewayDeployment {
        var body = JSONBody()
        body.set("description", description)
        return GatewayDeployment(
            try await call("CreateDeployment", "POST", "/v2/apis/\(api)/deployments", body: body, isIdempotent: false))
    }

    /// `GetDeployment`.
    package func getDeployment(api: String, id: String) async throws -> GatewayDeployment {
        GatewayDeployment(
            try await call("GetDeployment", "GET", "/v2/apis/\(api)/deployments/\(id)", isIdempotent: true))
    }

    /// `GetDeployments`, all pages.
    package func getDeployments(api: String) async throws -> [GatewayDeployment] {
        try await pages("GetDeployments", "/v2/apis/\(api)/deployments").map(GatewayDeployment.init)
    }

    /// `UpdateDeployment`: only the description can be changed.
    package func updateDeployment(api: String, id: String, description: String) async throws -> GatewayDeployment {
        var body = JSONBody()
        body.set("description", description)
        return GatewayDeployment(
            try await call(
                "UpdateDeployment", "PATCH", "/v2/apis/\(api)/deployments/\(id)", body: body, isIdempotent: true))
    }

    /// `DeleteDeployment`; no stage may use it.
    package func deleteDeployment(api: String, id: String) async throws {
        try await call("DeleteDeployment", "DELETE", "/v2/apis/\(api)/deployments/\(id)", isIdempotent: true)
    }
}

/// A deployment as API Gateway describes it.
package struct GatewayDeployment: Sendable, Equatable {
    package var id: String
    package var description: String?
    package var autoDeployed: Bool
    /// `PENDING`, `FAILED` or `DEPLOYED`.
    package var status: String
    /// Why it failed.
    package var statusMessage: String?

    init(_ json: JSONValue) {
        id = json.text("deploymentId") ?? ""
        description = json.text("description")
        autoDeployed = json.bool("autoDeployed") ?? false
        status = json.text("deploymentStatus") ?? "DEPLOYED"
        statusMessage = json.text("deploymentStatusMessage")
    }
}
