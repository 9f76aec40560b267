/// What a provider makes of the difference between a resource as it is and as it should be.
public struct ResourceDiff: Sendable, Hashable {
    /// The differences; empty when nothing is to be done.
    public var changes: [PropertyChange]
    /// Whether the old one must be gone before the new one is made, because both would have the same name.
    public var deleteBeforeReplace: Bool
    /// The outputs that an update with these changes may change; other resources see them as not known yet.
    public var unstableOutputs: Set<String>

    /// Describes a difference.
    public init(
        changes: [PropertyChange] = [], deleteBeforeReplace: Bool = false, unstableOutputs: Set<String> = []
    ) {
        self.changes = changes
        self.deleteBeforeReplace = deleteBeforeReplace
        self.unstableOutputs = unstableOutputs
    }

    /// Whether the resource must be made anew.
    public var requiresReplacement: Bool { changes.contains(where: \.forcesReplacement) }

    /// Whether one of these properties differs.
    public func touches(_ properties: String...) -> Bool { changes.contains { properties.contains($0.property) } }
}
