internal import ProvisioningDomain

/// Brings one artifact into the bucket.
struct ArtifactUpload: Sendable {
    /// How bodies are cut.
    struct Sizes: Sendable, Equatable {
        /// Bytes up to which an artifact is sent as one.
        var whole = 64 << 20
        /// Bytes of a part; S3 takes no less than 5 MB, except for the last.
        var part = 8 << 20
        /// How many parts are on their way at the same time.
        var parallel = 4
    }

    let s3: S3Client
    let artifact: Artifact
    let metadata: [String: String]
    let sizes: Sizes
    /// Whether there is no object of that key, so that one that appears meanwhile is another run's and right.
    let isNew: Bool

    private var key: String { ArtifactName.file(artifact.sha256) }
    private static let contentType = "application/zip"

    /// Uploads, whole or in parts.
    ///
    /// Parts that an interrupted run has sent are not sent again. An upload that fails is ended; one that is interrupted stays for
    /// the next run.
    ///
    /// - Throws: what S3 answers; status 412 when another run was quicker.
    func run() async throws {
        if artifact.size <= sizes.whole {
            return try await s3.putObject(
                key, path: artifact.path, length: artifact.size, sha256: artifact.sha256,
                contentType: Self.contentType, metadata: metadata, isNew: isNew)
        }
        let ranges = FileSlices.ranges(of: artifact.size, partSize: sizes.part)
        let (upload, arrived) = try await begun()
        do {
            let parts = try await send(ranges, upload, arrived)
            try await s3.completeMultipartUpload(
                key, upload: upload, parts: parts, size: artifact.size, isNew: isNew)
        } catch {
            if !(error is CancellationError), !Task.isCancelled {
                // Why it failed matters more than that its parts stay until the bucket's own rule removes them.
                try? await s3.abortMultipartUpload(key, upload: upload)
            }
            throw error
        }
    }

    /// The upload that an interrupted run has begun, with what has arrived of it, or a new one.
    private func begun() async throws -> (upload: String, arrived: [Int: S3Part]) {
        guard let upload = try await s3.multipartUploads(key).first else {
            let made = try await s3.createMultipartUpload(key, contentType: Self.contentType, metadata: metadata)
            return (made, [:])
        }
        let parts = try await s3.parts(key, upload: upload)
        return (upload, Dictionary(parts.map { ($0.number, $0) }, uniquingKeysWith: { $1 }))
    }

    private func send(
        _ ranges: [(offset: Int, length: Int)], _ upload: String, _ arrived: [Int: S3Part]
    ) async throws -> [S3Part] {
        try await withThrowingTaskGroup(of: S3Part.self) { group in
            var parts: [S3Part] = []
            for (index, range) in ranges.enumerated() {
                if index >= sizes.parallel, let part = try await group.next() { parts.append(part) }
                group.addTask { try await send(index + 1, range, upload, arrived[index + 1]) }
            }
            for try await part in group { parts.append(part) }
            return parts.sorted { $0.number < $1.number }
        }
    }

    private func send(
        _ number: Int, _ range: (offset: Int, length: Int), _ upload: String, _ arrived: S3Part?
    ) async throws -> S3Part {
        let sha256 = try FileSlices.sha256(artifact.path, offset: range.offset, length: range.length)
        if let arrived, arrived.size == range.length, arrived.checksum == S3Client.base64(ofHex: sha256) {
            return arrived
        }
        return try await s3.uploadPart(
            key, upload: upload, number: number,
            slice: S3Slice(path: artifact.path, offset: range.offset, length: range.length, sha256: sha256))
    }
}
