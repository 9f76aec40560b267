package import ProvisioningDomain

/// Keeps what artifacts are called, without their bytes.
package final class InMemoryArtifactStore: ArtifactStore, Sendable {
    private struct Entry {
        var artifact: KeptArtifact
        var owner: ArtifactOwner
    }

    private let name: String
    private let limit: Int
    private let clock: any WallClock
    private let entries = LockedBox([String: Entry]())
    private let log = LockedBox([String]())
    private let fault = LockedBox<(any Error)?>(nil)

    /// - Parameters:
    ///   - name: of the bucket.
    ///   - limit: bytes of an artifact that has no place here.
    package init(_ name: String = "bucket", limit: Int = 0, clock: any WallClock = FixedClock()) {
        self.name = name
        self.limit = limit
        self.clock = clock
    }

    /// What was done, in order: `put <sha256>`, `list`, `owners`, `remove <sha256>`.
    package var operations: [String] { log.withLock { $0 } }

    /// The SHA-256 of what is there, sorted.
    package var artifacts: [String] { entries.withLock { $0.keys.sorted() } }

    /// Makes every further operation fail; nil ends it.
    package func fail(with error: (any Error)?) { fault.withLock { $0 = error } }

    package func location() async throws -> String { "s3://\(name)" }

    package func place(of artifact: Artifact) async throws -> ArtifactPlace? {
        artifact.size > limit ? ArtifactPlace(bucket: name, key: ArtifactName.file(artifact.sha256)) : nil
    }

    @discardableResult
    package func put(_ artifact: Artifact, for stack: StackReference) async throws -> Bool {
        try note("put \(artifact.sha256)")
        let entry = Entry(
            artifact: KeptArtifact(sha256: artifact.sha256, size: artifact.size, modified: clock.now()),
            owner: .stack(stack))
        return entries.withLock { entries in
            if entries[artifact.sha256]?.artifact.size == artifact.size { return false }
            entries[artifact.sha256] = entry
            return true
        }
    }

    package func list() async throws -> [KeptArtifact] {
        try note("list")
        return entries.withLock { $0.values.map(\.artifact) }.sorted { $0.sha256 < $1.sha256 }
    }

    package func owners(of artifacts: [String]) async throws -> [String: ArtifactOwner] {
        try note("owners")
        return entries.withLock { entries in
            artifacts.reduce(into: [:]) { $0[$1] = entries[$1]?.owner }
        }
    }

    package func remove(_ artifacts: [String]) async throws {
        for sha256 in artifacts {
            try note("remove \(sha256)")
            entries.withLock { $0[sha256] = nil }
        }
    }

    private func note(_ operation: String) throws {
        log.withLock { $0.append(operation) }
        if let error = fault.withLock({ $0 }) { throw error }
    }
}
