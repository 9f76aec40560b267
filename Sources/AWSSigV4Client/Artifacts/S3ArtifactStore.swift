internal import HTTPTransport
package import ProvisioningDomain

/// Keeps artifacts in the artifact bucket of an account and a region, `semantest-artifacts-<account>-<region>`, outside of all stacks.
///
/// An object is `<sha256>.zip`; its metadata says for whose deployment it was written. The bucket is made when it is first needed.
package struct S3ArtifactStore: ArtifactStore {
    /// The name of the metadata with the Pulumi project.
    static let projectName = "semantest-project"
    /// The name of the metadata with the Pulumi stack.
    static let stackName = "semantest-stack"

    private let client: AWSClient
    private let account: AWSAccount
    private let directLimit: Int
    private let sizes: ArtifactUpload.Sizes
    private let waiter: ResourceWaiter

    /// A store in the client's region.
    ///
    /// - Parameters:
    ///   - directLimit: bytes up to which Lambda takes the file itself.
    ///   - wholeLimit: bytes up to which an artifact is sent as one; a larger one is sent in parts.
    ///   - partSize: bytes of a part.
    ///   - clock: what waits are measured on.
    package init(
        _ client: AWSClient, account: AWSAccount, directLimit: Int = LambdaLimits.directUpload,
        wholeLimit: Int? = nil, partSize: Int? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.client = client
        self.account = account
        self.directLimit = directLimit
        var sizes = ArtifactUpload.Sizes()
        if let wholeLimit { sizes.whole = wholeLimit }
        if let partSize { sizes.part = partSize }
        self.sizes = sizes
        waiter = ResourceWaiter(clock: clock)
    }

    package func location() async throws -> String { "s3://\(try await s3().bucket)" }

    /// Above what Lambda takes in a call, the object of that content; nil below.
    ///
    /// - Throws: what GetCallerIdentity throws, as a `ProvisioningFailure`.
    package func place(of artifact: Artifact) async throws -> ArtifactPlace? {
        guard artifact.size > directLimit else { return nil }
        return ArtifactPlace(bucket: try await s3().bucket, key: ArtifactName.file(artifact.sha256))
    }

    /// Makes sure that the artifact is in the bucket: one request when it is there already.
    package func put(_ artifact: Artifact, for stack: StackReference) async throws -> Bool {
        let s3 = try await s3()
        let key = ArtifactName.file(artifact.sha256)
        do {
            let found = try await s3.headObject(key)
            if found?.size == artifact.size { return false }
            if found == nil { try await ArtifactBucket(s3: s3, waiter: waiter).prepare() }
            let upload = ArtifactUpload(
                s3: s3, artifact: artifact,
                metadata: [Self.projectName: stack.project, Self.stackName: stack.stack], sizes: sizes,
                isNew: found == nil)
            do {
                try await upload.run()
                return true
            } catch let error as AWSServiceError where error.isPreconditionFailed || error.code == .noSuchUpload {
                // Another run has uploaded the same content, maybe with the very parts that this one began with.
                guard try await s3.headObject(key)?.size == artifact.size else { throw error }
                return false
            }
        } catch {
            throw ArtifactBucketError.describing(error, on: s3, key: key)
        }
    }

    package func list() async throws -> [KeptArtifact] {
        let s3 = try await s3()
        do {
            return try await s3.listObjects().compactMap { object in
                guard let sha256 = ArtifactName.sha256(in: object.key), object.key == ArtifactName.file(sha256) else {
                    return nil
                }
                return KeptArtifact(
                    sha256: sha256, size: object.size,
                    modified: Timestamp(object.modified) ?? Timestamp(seconds: 0))
            }.sorted { $0.sha256 < $1.sha256 }
        } catch let error as AWSServiceError where error.code == .noSuchBucket {
            return []
        } catch {
            throw ArtifactBucketError.describing(error, on: s3)
        }
    }

    /// Reads the metadata of each object, some at the same time.
    package func owners(of artifacts: [String]) async throws -> [String: ArtifactOwner] {
        let s3 = try await s3()
        do {
            return try await withThrowingTaskGroup(of: (String, ArtifactOwner?).self) { group in
                var owners: [String: ArtifactOwner] = [:]
                for (index, sha256) in artifacts.enumerated() {
                    if index >= 8, let (known, owner) = try await group.next() { owners[known] = owner }
                    group.addTask {
                        (sha256, try await s3.headObject(ArtifactName.file(sha256)).flatMap(Self.owner))
                    }
                }
                for try await (sha256, owner) in group { owners[sha256] = owner }
                return owners
            }
        } catch {
            throw ArtifactBucketError.describing(error, on: s3)
        }
    }

    package func remove(_ artifacts: [String]) async throws {
        guard !artifacts.isEmpty else { return }
        let s3 = try await s3()
        do {
            try await s3.deleteObjects(artifacts.map(ArtifactName.file))
        } catch let error as AWSServiceError where error.code == .noSuchBucket {
            return
        } catch {
            throw ArtifactBucketError.describing(error, on: s3)
        }
    }

    private static func owner(_ object: S3ObjectHead) -> ArtifactOwner? {
        guard let project = object.metadata[projectName], let stack = object.metadata[stackName] else { return nil }
        return .stack(StackReference(project: project, stack: stack))
    }

    private func s3() async throws -> S3Client {
        let owner: String
        do {
            owner = try await account.id()
        } catch {
            throw error is CancellationError ? error : AWSResourceError.describing(error, on: "the artifact bucket")
        }
        return S3Client(client, bucket: ArtifactBucket.name(account: owner, region: client.region), owner: owner)
    }
}
