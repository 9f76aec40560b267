/// Turns a component into the resources that run it; pure.
public protocol Blueprint: Sendable {
    /// Declares the stack of a component.
    ///
    /// - Parameters:
    ///   - component: the component with all overrides applied.
    ///   - artifact: the package; its `sha256` names the code.
    ///   - archivePath: the path of the package as a Pulumi program would give it, `artifacts/<sha256>.zip`.
    /// - Throws: `ProvisioningError` of category `configuration` when the component cannot be run that way.
    func declare(
        _ component: ComponentSpecification, artifact: Artifact, archivePath: String
    ) throws -> StackDeclaration
}
