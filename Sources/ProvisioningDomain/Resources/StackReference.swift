/// Which stack: Pulumi's project and stack name, for us one project a component and one stack an environment.
public struct StackReference: Sendable, Hashable, CustomStringConvertible {
    /// Pulumi's project, `<project>-<component>`.
    public let project: String
    /// Pulumi's stack, `<provider>-<environment>`.
    public let stack: String

    /// Names a stack by Pulumi's own words.
    public init(project: String, stack: String) {
        self.project = project
        self.stack = stack
    }

    /// The URN of the root resource, named `<project>-<stack>`.
    public var rootURN: URN { URN(stack: self, type: .stack, name: "\(project)-\(stack)") }

    /// As the command line of Pulumi writes it.
    public var description: String { "organization/\(project)/\(stack)" }
}
