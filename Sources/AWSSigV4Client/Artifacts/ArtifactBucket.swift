internal import ProvisioningDomain

/// Makes the artifact bucket and sets it up.
struct ArtifactBucket: Sendable {
    /// The tag that a bucket gets last, when everything else about it is as it should be.
    static let tag = (key: "semantest:artifacts", value: "1")
    /// Days after which the parts of an upload that was never finished go.
    static let unfinishedDays = 2

    let s3: S3Client
    let waiter: ResourceWaiter

    /// The bucket of an account in a region.
    static func name(account: String, region: String) -> String { "semantest-artifacts-\(account)-\(region)" }

    /// Makes sure that there is a bucket, that it is private and that unfinished uploads end.
    ///
    /// What its owner has set up himself stays: tags, and rules of the life cycle if there are any.
    ///
    /// - Throws: what S3 answers.
    func prepare() async throws {
        guard try await exists() else {
            try await create()
            return try await setUp(tags: [:])
        }
        let tags: [String: String]
        do {
            tags = try await s3.bucketTags()
        } catch let error as AWSServiceError where error.isAccessDenied {
            // Who may only upload works with a bucket that somebody else has set up.
            return
        }
        if tags[Self.tag.key] != Self.tag.value { try await setUp(tags: tags) }
    }

    private func exists() async throws -> Bool {
        do {
            try await s3.headBucket()
            return true
        } catch let error as AWSServiceError where error.statusCode == 404 {
            return false
        }
    }

    private func create() async throws {
        do {
            try await s3.createBucket()
        } catch let error as AWSServiceError where error.code == .bucketAlreadyOwnedByYou {
            // Another run was quicker.
        }
    }

    private func setUp(tags: [String: String]) async throws {
        // A new bucket is not known everywhere at once.
        try await waiter.brief.retry(while: { $0.code == .noSuchBucket }) {
            try await s3.blockPublicAccess()
            if try await !s3.hasLifecycle() {
                try await s3.expireUnfinishedUploads(afterDays: Self.unfinishedDays)
            }
            try await s3.setBucketTags(tags.merging([Self.tag.key: Self.tag.value]) { $1 })
        }
    }
}
