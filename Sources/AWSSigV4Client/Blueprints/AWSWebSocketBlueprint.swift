public import ProvisioningDomain

/// A WebSocket component on AWS: a Lambda function with published versions behind the alias `live`, called by an API Gateway
/// WebSocket API for each connect, message and disconnect, and a DynamoDB table with the open connections.
///
/// The gateway's integration and the permission point at the alias, so that a deployment moves traffic by one UpdateAlias.
public struct AWSWebSocketBlueprint: Blueprint {
    /// The function's variable with the name of the connection table.
    public static let tableVariable = "SEMANTEST_CONNECTIONS_TABLE"

    private let region: String
    private let publicURLBase: String?
    private let endpoints: [String: String]

    /// Makes a blueprint.
    ///
    /// - Parameters:
    ///   - region: the region when the component names none.
    ///   - publicURLBase: the endpoint of an emulator that serves APIs under `/_aws/execute-api/`; nil on AWS itself.
    ///   - endpoints: variables such as `AWS_ENDPOINT_URL_DYNAMODB` that send the function's own calls to an emulator; empty on
    ///     AWS itself. The component's own variables win.
    public init(region: String, publicURLBase: String? = nil, endpoints: [String: String] = [:]) {
        self.region = region
        self.publicURLBase = publicURLBase.map { String($0.drop(trailing: "/")) }
        self.endpoints = endpoints
    }

    /// Declares role, policy attachment, inline policy, log group, table, function, alias, permission, API, integration, the three
    /// routes, deployment and stage.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` when AWS would refuse the component.
    public func declare(
        _ component: ComponentSpecification, artifact: Artifact, archivePath: String
    ) throws -> StackDeclaration {
        guard component.kind == .websocket else {
            throw ProvisioningError(
                .configuration, code: "UnsupportedComponentKind",
                "the component \(component.component) is of kind \(component.kind.rawValue), which is not declared by the blueprint of WebSocket components",
                hint: "Set kind: websocket.")
        }
        try LambdaLimits.check(component)
        try LambdaLimits.check(artifact)
        let names = try ComponentResourceNames(component)
        var variables = component.variables.merging(endpoints.mapValues { .string($0) }) { own, _ in own }
        variables[Self.tableVariable] = .reference(names.connections, "name")
        try LambdaLimits.check(variables)
        let region = component.region ?? region
        let partition = AWSPartition.of(region: region)
        let compute = try LambdaDeclarations.compute(
            component, names, artifact: artifact, archivePath: archivePath, partition: partition, variables: variables,
            after: [names.access])
        let access = Self.access(component, names, functionARN: "arn:\(partition.name):lambda:\(region):*:function")
        return StackDeclaration(
            resources: compute + [Self.connections(component, names), access]
                + (try Self.gateway(component, names)), outputs: outputs(component, names),
            warnings: Self.warnings(component) + artifact.warnings)
    }

    private func outputs(_ component: ComponentSpecification, _ names: ComponentResourceNames) -> PropertyMap {
        var url = PropertyValue.reference(names.stage, "invokeUrl")
        if let publicURLBase {
            // http becomes ws, https becomes wss.
            let base = publicURLBase.hasPrefix("http") ? "ws" + publicURLBase.dropFirst(4) : publicURLBase
            url = .concatenation([
                .string("\(base)/_aws/execute-api/"), .reference(names.api, "id"), "/",
                .reference(names.stage, "name"),
            ])
        }
        return [
            "url": url,
            "apiEndpoint": .reference(names.api, "apiEndpoint"),
            "apiId": .reference(names.api, "id"),
            "functionArn": .reference(names.function, "arn"),
            "functionName": .reference(names.function, "name"),
            "aliasArn": .reference(names.alias, "arn"),
            "connectionsTable": .reference(names.connections, "name"),
        ]
    }

    private static func warnings(_ component: ComponentSpecification) -> [String] {
        var warnings = [
            "\(component.component): each instance of the function has its own memory; sessions and rooms that the server keeps there are not shared between instances"
        ]
        if component.cors?.isEmpty == false {
            warnings.append("\(component.component): cors is not applied, because a WebSocket API has none")
        }
        return warnings + LambdaDeclarations.warnings(component)
    }
}

extension CorsPolicy {
    /// Whether it says nothing.
    fileprivate var isEmpty: Bool { origins.isEmpty && methods.isEmpty && headers.isEmpty }
}
