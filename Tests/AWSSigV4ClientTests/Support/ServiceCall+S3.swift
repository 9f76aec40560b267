import AWSSigV4Client

extension ServiceCall {
    private static let bucket = "semantest-artifacts-123456789012-us-east-1"
    private static let key = String(repeating: "0a", count: 32) + ".zip"
    private static let hash = String(repeating: "0a", count: 32)
    private static let metadata = ["semantest-project": "p", "semantest-stack": "s"]

    private static func s3(
        _ operation: String, _ call: @escaping @Sendable (S3Client) async throws -> Void
    ) -> ServiceCall {
        ServiceCall("s3.\(operation)") { try await call(S3Client($0, bucket: bucket, owner: "123456789012")) }
    }

    /// What the artifact bucket needs.
    static let s3: [ServiceCall] = [
        s3("HeadBucket") { try await $0.headBucket() },
        s3("CreateBucket") { try await $0.createBucket() },
        s3("PutPublicAccessBlock") { try await $0.blockPublicAccess() },
        s3("GetBucketTagging") { _ = try await $0.bucketTags() },
        s3("PutBucketTagging") { try await $0.setBucketTags(["a": "1 & 2", "semantest:artifacts": "1"]) },
        s3("GetBucketLifecycleConfiguration") { _ = try await $0.hasLifecycle() },
        s3("PutBucketLifecycleConfiguration") { try await $0.expireUnfinishedUploads(afterDays: 2) },
        s3("HeadObject") { _ = try await $0.headObject(key) },
        s3("PutObject") {
            try await $0.putObject(
                key, path: "/a.zip", length: 3, sha256: hash, contentType: "application/zip", metadata: metadata,
                isNew: true)
        },
        s3("ListObjectsV2") { _ = try await $0.listObjects(prefix: "a b") },
        s3("DeleteObjects") { try await $0.deleteObjects([key, "b<.zip"]) },
        s3("CreateMultipartUpload") {
            _ = try await $0.createMultipartUpload(key, contentType: "application/zip", metadata: metadata)
        },
        s3("UploadPart") {
            _ = try await $0.uploadPart(
                "folder/ü \(key)", upload: "id+/=", number: 2,
                slice: S3Slice(path: "/a.zip", offset: 5, length: 3, sha256: hash))
        },
        s3("CompleteMultipartUpload") {
            try await $0.completeMultipartUpload(
                key, upload: "id",
                parts: [S3Part(number: 1, tag: "\"t\"", size: 3, checksum: String(repeating: "A", count: 43) + "=")],
                size: 3, isNew: true)
        },
        s3("AbortMultipartUpload") { try await $0.abortMultipartUpload(key, upload: "id") },
        s3("ListMultipartUploads") { _ = try await $0.multipartUploads(key) },
        s3("ListParts") { _ = try await $0.parts(key, upload: "id") },
    ]
}
