/// Whose an artifact is.
public enum ArtifactOwner: Sendable, Hashable {
    /// It was written for that stack; others may have used it since.
    case stack(StackReference)
    /// The stacks of a Pulumi project have it together.
    case project(String)

    /// Whether an artifact of this owner is one of that stack.
    public func includes(_ stack: StackReference) -> Bool {
        switch self {
        case .stack(let owner): owner == stack
        case .project(let name): name == stack.project
        }
    }
}
