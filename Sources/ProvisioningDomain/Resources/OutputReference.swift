/// A reference to an output of another resource in the same declaration.
public struct OutputReference: Sendable, Hashable {
    /// The logical name of the resource.
    public var resource: String
    /// The name of the output; `id` is the resource's id.
    public var output: String

    /// Makes a reference.
    public init(resource: String, output: String) {
        self.resource = resource
        self.output = output
    }
}
