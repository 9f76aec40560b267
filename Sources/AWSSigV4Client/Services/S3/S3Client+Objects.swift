internal import ExpatXML
internal import HTTPTransport
internal import OpenSSLCrypto

extension S3Client {
    /// What begins the name of a header of metadata.
    private static let metadataPrefix = "x-amz-meta-"

    /// `HeadObject`; nil when there is no such object, or no such bucket.
    package func headObject(_ key: String) async throws -> S3ObjectHead? {
        do {
            let response = try await send("HeadObject", "HEAD", key: key)
            guard let size = response.headers.first("Content-Length").flatMap({ Int($0) }) else {
                throw AWSAnswerError(service: .s3, operation: "HeadObject", reason: "it has no Content-Length")
            }
            var metadata: [String: String] = [:]
            for header in response.headers {
                let name = header.name.lowercased()
                if name.hasPrefix(Self.metadataPrefix) {
                    metadata[String(name.dropFirst(Self.metadataPrefix.count))] = header.value
                }
            }
            return S3ObjectHead(size: size, metadata: metadata)
        } catch let error as AWSServiceError where error.statusCode == 404 {
            return nil
        }
    }

    /// `PutObject` of a whole file.
    ///
    /// - Parameters:
    ///   - sha256: of the file, lower-case hex; S3 refuses other bytes.
    ///   - isNew: whether it is refused with status 412 when there is an object of that key.
    package func putObject(
        _ key: String, path: String, length: Int, sha256: String, contentType: String, metadata: [String: String],
        isNew: Bool
    ) async throws {
        var headers = Self.headers(contentType, metadata) + Self.checksum(Self.base64(ofHex: sha256))
        if isNew { headers.append(HTTPHeader("If-None-Match", "*")) }
        _ = try await send(
            "PutObject", "PUT", key: key, headers: headers,
            upload: .file(path: path, length: length, sha256: sha256))
    }

    /// `ListObjectsV2`, all pages.
    package func listObjects(prefix: String = "") async throws -> [S3Object] {
        let operation = "ListObjectsV2"
        var objects: [S3Object] = []
        var token: String?
        repeat {
            var query: [(name: String, value: String)] = [("list-type", "2"), ("encoding-type", "url")]
            if !prefix.isEmpty { query.append(("prefix", prefix)) }
            if let token { query.append(("continuation-token", token)) }
            let answer = try root(try await send(operation, "GET", query: query), of: operation)
            for item in answer.children(named: "Contents") {
                objects.append(
                    S3Object(
                        key: PercentEncoding.decode(try required(item.text("Key"), "Key", of: operation)),
                        size: item.text("Size").flatMap { Int($0) } ?? 0,
                        modified: item.text("LastModified") ?? ""))
            }
            token = answer.text("IsTruncated") == "true" ? answer.text("NextContinuationToken") : nil
        } while token != nil
        return objects
    }

    /// `DeleteObjects`; objects that do not exist count as removed.
    ///
    /// - Throws: ``AWSServiceError`` with the first object's error when some could not be removed.
    package func deleteObjects(_ keys: [String]) async throws {
        let operation = "DeleteObjects"
        // As many as one call takes.
        for start in stride(from: 0, to: keys.count, by: 1000) {
            let objects = keys[start..<min(start + 1000, keys.count)].map { key in
                XMLElement("Object", XMLElement("Key", text: key))
            }
            let response = try await send(
                operation, "POST", query: [("delete", "")],
                document: XMLElement(name: "Delete", children: objects + [XMLElement("Quiet", text: "true")]))
            guard let error = try root(response, of: operation).first("Error") else { continue }
            throw AWSServiceError(
                service: .s3, operation: operation, statusCode: response.status,
                code: AWSErrorCode(error.text("Code") ?? "InternalError"),
                message: "\(error.text("Key") ?? ""): \(error.text("Message") ?? "")",
                requestID: response.headers.first("x-amz-request-id"))
        }
    }

    /// The headers of a new object.
    static func headers(_ contentType: String, _ metadata: [String: String]) -> [HTTPHeader] {
        [HTTPHeader("Content-Type", contentType)]
            + metadata.sorted { $0.key < $1.key }.map { HTTPHeader(metadataPrefix + $0.key, $0.value) }
    }

    /// The base 64 of bytes that are given in hex.
    static func base64(ofHex text: String) -> String {
        let digits = text.compactMap(\.hexDigitValue)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        return Base64.encode(bytes)
    }
}

/// What `HeadObject` tells.
package struct S3ObjectHead: Sendable, Equatable {
    /// Bytes.
    package var size: Int
    /// By lower-case names without `x-amz-meta-`.
    package var metadata: [String: String]
}

/// An object in a listing.
package struct S3Object: Sendable, Equatable {
    package var key: String
    /// Bytes.
    package var size: Int
    /// RFC 3339.
    package var modified: String
}
