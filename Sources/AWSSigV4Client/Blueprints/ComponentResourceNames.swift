internal import ProvisioningDomain

/// The names of a component's resources, in Pulumi's state and in the cloud.
struct ComponentResourceNames {
    /// Of the role, the function and the API.
    let cloud: String
    let logGroup: String
    let role: String
    let policy: String
    let logs: String
    let function: String
    let alias: String
    let permission: String
    let api: String
    let integration: String
    let route: String
    let stage: String
    // WebSocket only.
    /// The inline policy's logical name.
    let access: String
    /// The connection table's logical name.
    let connections: String
    /// The connection table in the cloud.
    let connectionTable: String
    let connectRoute: String
    let disconnectRoute: String
    let deployment: String

    /// The names of a component.
    ///
    /// - Throws: `ProvisioningError` when AWS would refuse a name for its length.
    init(_ component: ComponentSpecification) throws(ProvisioningError) {
        let base = "\(component.project)-\(component.component)"
        cloud = "\(base)-\(component.environment)"
        guard cloud.utf8.count <= LambdaLimits.name else {
            throw ProvisioningError(
                .configuration, code: "NameTooLong",
                "the name \(cloud) has \(cloud.utf8.count) characters; Lambda functions and IAM roles take at most \(LambdaLimits.name)",
                hint:
                    "Shorten the project, the component or the environment by \(cloud.utf8.count - LambdaLimits.name)."
            )
        }
        logGroup = "/aws/lambda/\(cloud)"
        role = "\(base)-role"
        policy = "\(base)-policy"
        logs = "\(base)-logs"
        function = "\(base)-function"
        alias = "\(base)-alias"
        permission = "\(base)-permission"
        api = "\(base)-api"
        integration = "\(base)-integration"
        route = "\(base)-route"
        stage = "\(base)-stage"
        access = "\(base)-access"
        connections = "\(base)-connections"
        connectionTable = "\(cloud)-connections"
        connectRoute = "\(base)-connect-route"
        disconnectRoute = "\(base)-disconnect-route"
        deployment = "\(base)-deployment"
    }
}
