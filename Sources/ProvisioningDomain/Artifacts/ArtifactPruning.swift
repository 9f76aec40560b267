/// What nobody needs any more on one shelf.
public struct ArtifactPruning: Sendable, Hashable {
    /// What goes.
    public var removed: [KeptArtifact]
    /// How many would go if they were older.
    public var spared: Int

    /// Sorts the artifacts of a shelf.
    ///
    /// - Parameters:
    ///   - artifacts: what is there.
    ///   - needed: the SHA-256 of all that must stay.
    ///   - limit: what was written after that moment stays, since a run may be about to use it; nil for no limit.
    public init(_ artifacts: [KeptArtifact], needed: Set<String>, writtenBefore limit: Timestamp?) {
        let unneeded = artifacts.filter { !needed.contains($0.sha256) }
        removed = unneeded.filter { artifact in limit.map { artifact.modified < $0 } ?? true }
        spared = unneeded.count - removed.count
    }

    /// The same without what belongs to nobody of these stacks.
    public func owned(by stacks: [StackReference], _ owners: [String: ArtifactOwner]) -> ArtifactPruning {
        var copy = self
        copy.removed = removed.filter { artifact in
            owners[artifact.sha256].map { owner in stacks.contains(where: owner.includes) } ?? false
        }
        return copy
    }
}
