/// A whole stack as it should be: what a blueprint makes.
public struct StackDeclaration: Sendable, Hashable {
    /// The resources in any order.
    public var resources: [ResourceDeclaration]
    /// The outputs of the stack, which may refer to outputs of the resources.
    public var outputs: PropertyMap
    /// What the user should know before applying, such as a timeout above the gateway's.
    public var warnings: [String]

    /// Declares a stack.
    public init(resources: [ResourceDeclaration], outputs: PropertyMap = [:], warnings: [String] = []) {
        self.resources = resources
        self.outputs = outputs
        self.warnings = warnings
    }
}
