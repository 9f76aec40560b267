package import ProvisioningDomain

/// The promises of `ArtifactStore`, each to be checked on an empty store.
package enum ArtifactStoreContract: String, CaseIterable, Sendable {
    case aNewStoreIsEmpty, putIsKept, putTwiceWritesOnce, theFirstOwnerStays, removeIsIdempotent

    /// Checks the promise.
    ///
    /// - Parameters:
    ///   - artifacts: two different ones, whose files exist.
    /// - Throws: `ContractViolation` when it is broken, or what the store throws.
    package func verify(_ store: any ArtifactStore, _ artifacts: (first: Artifact, second: Artifact)) async throws {
        let (one, two) = artifacts
        let stack = StackReference(project: "shop-api", stack: "aws-production")
        let other = StackReference(project: "shop-api", stack: "aws-development")
        switch self {
        case .aNewStoreIsEmpty:
            try require(try await store.list().isEmpty, "a new store is empty")
            try require(try await store.owners(of: [one.sha256]).isEmpty, "nobody owns what is not there")
            try await store.remove([one.sha256])
            try await store.remove([])
        case .putIsKept:
            try require(try await store.put(two, for: stack), "put says that it wrote")
            try require(try await store.put(one, for: other), "put of another one says that it wrote")
            let kept = try await store.list()
            try require(kept.map(\.sha256) == [one, two].map(\.sha256).sorted(), "the list is sorted and whole")
            try require(kept.first { $0.sha256 == two.sha256 }?.size == two.size, "the list tells sizes")
            try require(kept.allSatisfy { $0.modified.seconds > 0 }, "the list tells times")
        case .putTwiceWritesOnce:
            try await store.put(one, for: stack)
            try require(try await !store.put(one, for: stack), "what is there is not written again")
            try require(try await store.list().count == 1, "once is enough")
        case .theFirstOwnerStays:
            try await store.put(one, for: stack)
            try await store.put(one, for: other)
            let owners = try await store.owners(of: [two.sha256, one.sha256])
            try require(owners == [one.sha256: .stack(stack)], "it belongs to the stack that it was written for")
        case .removeIsIdempotent:
            try await store.put(one, for: stack)
            try await store.put(two, for: stack)
            try await store.remove([one.sha256])
            try await store.remove([one.sha256])
            try require(try await store.list().map(\.sha256) == [two.sha256], "only what is named goes")
            try require(try await store.put(one, for: stack), "put after a remove writes")
        }
    }

    private func require(_ holds: Bool, _ promise: String) throws { try ContractViolation.require(holds, promise) }
}
