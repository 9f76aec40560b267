internal import ExpatXML
internal import HTTPTransport

/// Uploads in parts (Amazon S3 User Guide, "Uploading and copying objects using multipart upload").
extension S3Client {
    /// `CreateMultipartUpload`, with a SHA-256 for each part.
    ///
    /// - Returns: the upload's id.
    package func createMultipartUpload(
        _ key: String, contentType: String, metadata: [String: String]
    ) async throws -> String {
        let operation = "CreateMultipartUpload"
        let headers = Self.headers(contentType, metadata) + [HTTPHeader("x-amz-checksum-algorithm", "SHA256")]
        let answer = try root(
            try await send(operation, "POST", key: key, query: [("uploads", "")], headers: headers), of: operation)
        return try required(answer.text("UploadId"), "UploadId", of: operation)
    }

    /// `UploadPart`.
    ///
    /// - Parameters:
    ///   - number: from 1.
    ///   - slice: of which file.
    package func uploadPart(
        _ key: String, upload: String, number: Int, slice: S3Slice
    ) async throws -> S3Part {
        let operation = "UploadPart"
        let checksum = Self.base64(ofHex: slice.sha256)
        let response = try await send(
            operation, "PUT", key: key, query: [("partNumber", "\(number)"), ("uploadId", upload)],
            headers: Self.checksum(checksum),
            upload: .slice(path: slice.path, offset: slice.offset, length: slice.length, sha256: slice.sha256))
        let tag = try required(response.headers.first("ETag"), "ETag", of: operation)
        return S3Part(number: number, tag: tag, size: slice.length, checksum: checksum)
    }

    /// `CompleteMultipartUpload`.
    ///
    /// - Parameters:
    ///   - parts: in order; S3 refuses the whole when their sizes do not add up to `size`.
    ///   - isNew: whether it is refused with status 412 when there is an object of that key.
    package func completeMultipartUpload(
        _ key: String, upload: String, parts: [S3Part], size: Int, isNew: Bool
    ) async throws {
        var headers = [HTTPHeader("x-amz-mp-object-size", "\(size)")]
        if isNew { headers.append(HTTPHeader("If-None-Match", "*")) }
        let list = parts.map { part in
            XMLElement(
                "Part", XMLElement("ChecksumSHA256", text: part.checksum ?? ""), XMLElement("ETag", text: part.tag),
                XMLElement("PartNumber", text: "\(part.number)"))
        }
        _ = try await send(
            "CompleteMultipartUpload", "POST", key: key, query: [("uploadId", upload)], headers: headers,
            document: XMLElement(name: "CompleteMultipartUpload", children: list), isChecked: false)
    }

    /// `AbortMultipartUpload`; an upload that does not exist counts as ended.
    package func abortMultipartUpload(_ key: String, upload: String) async throws {
        do {
            _ = try await send("AbortMultipartUpload", "DELETE", key: key, query: [("uploadId", upload)])
        } catch let error as AWSServiceError where error.statusCode == 404 {
            return
        }
    }

    /// `ListMultipartUploads`: those of one key that check each part by its SHA-256, the latest first.
    package func multipartUploads(_ key: String) async throws -> [String] {
        let operation = "ListMultipartUploads"
        let answer = try root(
            try await send(operation, "GET", query: [("uploads", ""), ("prefix", key)]), of: operation)
        return answer.children(named: "Upload")
            .filter { $0.text("Key") == key && $0.text("ChecksumAlgorithm") == "SHA256" }
            .sorted { $1.text("Initiated") ?? "" < $0.text("Initiated") ?? "" }
            .compactMap { $0.text("UploadId") }
    }

    /// `ListParts`: what has arrived of an upload, all pages.
    package func parts(_ key: String, upload: String) async throws -> [S3Part] {
        let operation = "ListParts"
        var parts: [S3Part] = []
        var marker: String?
        repeat {
            var query: [(name: String, value: String)] = [("uploadId", upload)]
            if let marker { query.append(("part-number-marker", marker)) }
            let answer = try root(
                try await send(operation, "GET", key: key, query: query), of: operation)
            for item in answer.children(named: "Part") {
                guard let number = item.text("PartNumber").flatMap({ Int($0) }) else { continue }
                parts.append(
                    S3Part(
                        number: number, tag: item.text("ETag") ?? "", size: item.text("Size").flatMap { Int($0) } ?? 0,
                        checksum: item.text("ChecksumSHA256")))
            }
            marker = answer.text("IsTruncated") == "true" ? answer.text("NextPartNumberMarker") : nil
        } while marker != nil
        return parts
    }
}

/// Bytes of a file that become one part.
package struct S3Slice: Sendable, Equatable {
    package var path: String
    package var offset: Int
    package var length: Int
    /// Of these bytes, lower-case hex.
    package var sha256: String

    package init(path: String, offset: Int, length: Int, sha256: String) {
        self.path = path
        self.offset = offset
        self.length = length
        self.sha256 = sha256
    }
}

/// A part that has arrived.
package struct S3Part: Sendable, Equatable {
    /// From 1.
    package var number: Int
    /// The entity tag, with its quotation marks.
    package var tag: String
    /// Bytes.
    package var size: Int
    /// SHA-256 in base 64, when S3 tells it.
    package var checksum: String?

    package init(number: Int, tag: String, size: Int, checksum: String?) {
        self.number = number
        self.tag = tag
        self.size = size
        self.checksum = checksum
    }
}
