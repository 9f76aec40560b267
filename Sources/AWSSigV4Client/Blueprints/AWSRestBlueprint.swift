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
                "the component \(component.component) is of kind \(component.kind.rawValue), which is not declared by the blueprint of REST components",
                hint: "Set kind: rest.")
        }
        try LambdaLimits.check(component)
        try LambdaLimits.check(artifact)
        try LambdaLimits.check(component.variables)
        let names = try ComponentResourceNames(component)
        let compute = try LambdaDeclarations.compute(
            component, names, artifact: artifact, archivePath: archivePath,
            partition: AWSPartition.of(region: component.region ?? region), variables: component.variables)
        return StackDeclaration(
            resources: compute + Self.gateway(component, names), outputs: outputs(names),
            warnings: Self.warnings(component) + artifact.warnings)
    }

    private func outputs(_ names: ComponentResourceNames) -> PropertyMap {
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
        return warnings + LambdaDeclarations.warnings(component)
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
