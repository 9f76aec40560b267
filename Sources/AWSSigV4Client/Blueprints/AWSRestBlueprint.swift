public import ProvisioningDomain

/// A REST component on AWS: a Lambda function with published versions behind the alias `live`, called by an API Gateway HTTP API.
///
/// The gateway's integration and the permission point at the alias, so that a deployment moves traffic by one UpdateAlias.
public struct AWSRestBlueprint: Blueprint {
    /// The alias that traffic goes to.
    public static let aliasName = "live"

    private let region: String
    private let publicURLBase: String?

    /// Makes a blueprint.
    ///
    /// - Parameters:
    ///   - region: the region when the component names none.
    ///   - publicURLBase: the endpoint of an emulator that serves APIs under `/_aws/execute-api/`; nil on AWS itself.
    public init(region: String, publicURLBase: String? = nil) {
        self.region = region
        self.publicURLBase = publicURLBase.map { String($0.drop(trailing: "/")) }
    }

    /// Declares role, policy attachment, log group, function, alias, permission, API, integration, route and stage.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` when AWS would refuse the component.
    public func declare(
        _ component: ComponentSpecification, artifact: Artifact, archivePath: String
    ) throws -> StackDeclaration {
        guard component.kind == .rest else {
            throw ProvisioningError(
                .configuration, code: "UnsupportedComponentKind",
                "the component \(component.component) is of kind \(component.kind.rawValue), which is not supported yet on AWS by this version",
                hint: "Set kind: rest.")
        }
        try LambdaLimits.check(artifact)
        try LambdaLimits.check(component.variables)
        let names = try Names(component)
        let compute = try Self.compute(
            component, names, artifact: artifact, archivePath: archivePath,
            partition: AWSPartition.of(region: component.region ?? region))
        return StackDeclaration(
            resources: compute + Self.gateway(component, names), outputs: outputs(names),
            warnings: Self.warnings(component) + artifact.warnings)
    }

    private func outputs(_ names: Names) -> PropertyMap {
        let endpoint = PropertyValue.reference(names.api, "apiEndpoint")
        var url = endpoint
        if let publicURLBase {
            url = .concatenation([
                .string("\(publicURLBase)/_aws/execute-api/"), .reference(names.api, "id"), "/$default",
            ])
        }
        return [
            "url": url,
            "apiEndpoint": endpoint,
            "apiId": .reference(names.api, "id"),
            "functionArn": .reference(names.function, "arn"),
            "functionName": .reference(names.function, "name"),
            "aliasArn": .reference(names.alias, "arn"),
        ]
    }

    private static func warnings(_ component: ComponentSpecification) -> [String] {
        var warnings: [String] = []
        if component.timeout.seconds > 30 {
            warnings.append(
                "\(component.component): timeout is \(component.timeout.seconds) s, but API Gateway answers 503 after 30 s"
            )
        }
        if component.runtime.isRetired {
            warnings.append(
                "\(component.component): runtime \(component.runtime) is retired; AWS may refuse to create or update the function"
            )
        }
        return warnings
    }

    /// The names of a component's resources, in Pulumi's state and in the cloud.
    struct Names {
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
        }
    }
}

extension PropertyValue {
    /// A reference to an output of another declaration.
    static func reference(_ resource: String, _ output: String) -> PropertyValue {
        .output(OutputReference(resource: resource, output: output))
    }
}

extension String {
    /// The text without the characters at its end that equal `character`.
    func drop(trailing character: Character) -> Substring {
        var rest = Substring(self)
        while rest.last == character { rest.removeLast() }
        return rest
    }
}
