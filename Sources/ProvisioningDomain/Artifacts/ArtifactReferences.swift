extension StackSnapshot {
    /// The SHA-256 of every artifact that a resource or a pending operation of the stack names: as the content of an archive, or as
    /// a file or an object `<sha256>.zip`.
    public var artifacts: Set<String> {
        (resources + pendingOperations.map(\.resource)).reduce(into: []) { found, resource in
            for value in [PropertyValue.object(resource.inputs), .object(resource.outputs)] {
                value.collectArtifacts(&found)
            }
        }
    }
}

extension PropertyValue {
    fileprivate func collectArtifacts(_ found: inout Set<String>) {
        switch self {
        case .archive(let archive):
            found.insert(archive.hash)
            if let sha256 = archive.path.flatMap(ArtifactName.sha256) { found.insert(sha256) }
        case .string(let text): if let sha256 = ArtifactName.sha256(in: text) { found.insert(sha256) }
        case .array(let values), .concatenation(let values): for value in values { value.collectArtifacts(&found) }
        case .object(let map): for value in map.values { value.collectArtifacts(&found) }
        case .secret(let inner): inner.collectArtifacts(&found)
        case .null, .bool, .number, .sealed, .unknown, .output: break
        }
    }
}

extension Plan {
    /// Whether a step hands that object to the cloud, so that it must be there before.
    public func fetches(_ place: ArtifactPlace) -> Bool {
        changes.contains { step in
            switch step.action {
            case .create, .replace: step.declaration?.inputs.values.contains { $0.stringValue == place.key } ?? false
            case .update: step.diff.changes.contains { $0.new?.stringValue == place.key }
            case .delete, .forget, .same, .read: false
            }
        }
    }
}
