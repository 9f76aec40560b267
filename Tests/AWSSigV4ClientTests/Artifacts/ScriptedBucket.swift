import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import OpenSSLCrypto
import ProvisioningDomain
import ProvisioningTestSupport

/// S3 and STS in memory, with one bucket, as a transport; addressed by path.
final class ScriptedBucket: HTTPTransport {
    static let name = "semantest-artifacts-123456789012-us-east-1"

    struct Object {
        var bytes: [UInt8]
        var metadata: [String: String]
    }

    struct Upload {
        var metadata: [String: String]
        var parts: [Int: [UInt8]] = [:]
    }

    struct Contents {
        var exists = false
        var isOurs = true
        var tags: [String: String] = [:]
        var hasLifecycle = false
        var isBlocked = false
        var objects: [String: Object] = [:]
        var uploads: [String: Upload] = [:]
        var operations: [String] = []
        var documents: [String] = []
        var nextUpload = 1
    }

    let box: LockedBox<Contents>
    private let fault: @Sendable (String, Int) throws -> HTTPResponse?

    /// - Parameters:
    ///   - contents: what is there.
    ///   - fault: sees the name of each operation and how often it came before, and may answer in S3's place.
    init(
        _ contents: Contents = Contents(),
        fault: @escaping @Sendable (String, Int) throws -> HTTPResponse? = { _, _ in nil }
    ) {
        box = LockedBox(contents)
        self.fault = fault
    }

    var operations: [String] { box.withLock { $0.operations } }
    var objects: [String: Object] { box.withLock { $0.objects } }

    /// A store with small limits in front of the bucket; requests are sent again as usual, without waiting.
    func store(region: String = "us-east-1", partSize: Int = 400) -> S3ArtifactStore {
        let clock = TestClock()
        let client = AWSClient(
            transport: self,
            credentials: StaticCredentialsProvider(AWSCredentials(accessKeyID: "test", secretAccessKey: "test")),
            region: region, endpoints: EndpointResolver(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]),
            now: { SigningDate(epochSeconds: 1_800_000_000) },
            middleware: AWSClient.retrying(clock: clock, jitter: { 0.5 }))
        return S3ArtifactStore(
            client, account: AWSAccount(client), directLimit: 100, wholeLimit: 1000, partSize: partSize, clock: clock)
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let parts = request.url.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").dropFirst(2).map(String.init)
        let query = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
        let operation = Self.operation(request.method, hasKey: path.count > 1, query)
        let earlier = box.withLock { contents in
            defer { contents.operations.append(operation) }
            return contents.operations.count { $0 == operation }
        }
        if let answer = try fault(operation, earlier) { return answer }
        let body = try Self.bytes(of: request)
        if operation == "GetCallerIdentity" { return .xml(operation, "<Account>123456789012</Account>") }
        return box.withLock { Self.perform(operation, request, path.last ?? "", query, body, &$0) }
    }

    private static func operation(_ method: String, hasKey: Bool, _ query: [String]) -> String {
        let names = query.map { String($0.prefix { $0 != "=" }) }
        switch (method, hasKey) {
        case ("POST", false) where names.isEmpty: return "GetCallerIdentity"
        case ("HEAD", false): return "HeadBucket"
        case ("HEAD", true): return "HeadObject"
        case ("PUT", false) where names.isEmpty: return "CreateBucket"
        case ("POST", true): return names == ["uploads"] ? "CreateMultipartUpload" : "CompleteMultipartUpload"
        case ("PUT", true): return names.isEmpty ? "PutObject" : "UploadPart"
        case ("DELETE", true): return "AbortMultipartUpload"
        case ("GET", true): return "ListParts"
        case ("GET", false) where names.contains("list-type"): return "ListObjectsV2"
        case ("GET", false) where names.contains("uploads"): return "ListMultipartUploads"
        case ("POST", false): return "DeleteObjects"
        default: return "\(method.capitalized) \(names.first ?? "")"
        }
    }

    /// The body; one whose hash is not the signed one is refused.
    private static func bytes(of request: HTTPRequest) throws -> [UInt8] {
        let bytes: [UInt8]
        switch request.body {
        case .none: bytes = []
        case .bytes(let all): bytes = all
        case .file(let path, _, _): bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        case .slice(let path, let offset, let length, _):
            bytes = Array([UInt8](try Data(contentsOf: URL(filePath: path)))[offset..<(offset + length)])
        }
        let hash = try SHA256.hex(bytes)
        guard request.headers.first("x-amz-content-sha256") ?? hash == hash else {
            throw HTTPTransportError(code: .other, host: "s3", message: "the body is not what was signed")
        }
        return bytes
    }

    static func failure(_ code: String, _ status: Int) -> HTTPResponse {
        HTTPResponse(
            status: status,
            body: Array("<Error><Code>\(code)</Code><Message>no</Message><RequestId>r1</RequestId></Error>".utf8))
    }

    private static func perform(
        _ operation: String, _ request: HTTPRequest, _ key: String, _ query: [String], _ body: [UInt8],
        _ contents: inout Contents
    ) -> HTTPResponse {
        let text = String(decoding: body, as: UTF8.self)
        let isHead = request.method == "HEAD"
        if operation == "CreateBucket" {
            guard request.headers.first("x-amz-expected-bucket-owner") == nil else {
                return failure("NotImplemented", 501)
            }
            if !contents.isOurs { return failure("BucketAlreadyExists", 409) }
            if contents.exists { return failure("BucketAlreadyOwnedByYou", 409) }
            contents.exists = true
            contents.documents.append(text)
            return HTTPResponse(status: 200)
        }
        guard contents.exists else { return isHead ? HTTPResponse(status: 404) : failure("NoSuchBucket", 404) }
        guard contents.isOurs, request.headers.first("x-amz-expected-bucket-owner") == "123456789012" else {
            return isHead ? HTTPResponse(status: 403) : failure("AccessDenied", 403)
        }
        let metadata = request.headers.filter { $0.name.hasPrefix("x-amz-meta-") }
            .reduce(into: [String: String]()) { $0[String($1.name.dropFirst(11))] = $1.value }
        let upload = query.first { $0.hasPrefix("uploadId=") }.map { String($0.dropFirst(9)) } ?? ""
        switch operation {
        case "HeadBucket": return HTTPResponse(status: 200)
        case "HeadObject":
            guard let object = contents.objects[key] else { return HTTPResponse(status: 404) }
            return HTTPResponse(
                status: 200,
                headers: [HTTPHeader("Content-Length", "\(object.bytes.count)")]
                    + object.metadata.map { HTTPHeader("X-Amz-Meta-\($0.key)", $0.value) })
        case "PutObject":
            if request.headers.first("If-None-Match") == "*", contents.objects[key] != nil {
                return failure("PreconditionFailed", 412)
            }
            contents.objects[key] = Object(bytes: body, metadata: metadata)
            return HTTPResponse(status: 200)
        case "CreateMultipartUpload":
            let id = "upload-\(contents.nextUpload)"
            contents.nextUpload += 1
            contents.uploads[id] = Upload(metadata: metadata)
            return xml("<UploadId>\(id)</UploadId>")
        case "UploadPart":
            guard contents.uploads[upload] != nil else { return failure("NoSuchUpload", 404) }
            let number = query.first { $0.hasPrefix("partNumber=") }.flatMap { Int($0.dropFirst(11)) } ?? 0
            contents.uploads[upload]?.parts[number] = body
            return HTTPResponse(status: 200, headers: [HTTPHeader("ETag", "\"tag-\(number)\"")])
        case "CompleteMultipartUpload":
            guard let done = contents.uploads[upload] else { return failure("NoSuchUpload", 404) }
            if request.headers.first("If-None-Match") == "*", contents.objects[key] != nil {
                return failure("PreconditionFailed", 412)
            }
            contents.documents.append(text)
            let bytes = done.parts.sorted { $0.key < $1.key }.flatMap(\.value)
            guard request.headers.first("x-amz-mp-object-size") == "\(bytes.count)" else {
                return failure("InvalidRequest", 400)
            }
            contents.objects[key] = Object(bytes: bytes, metadata: done.metadata)
            contents.uploads[upload] = nil
            return HTTPResponse(status: 200, body: Array("  \n<CompleteMultipartUploadResult/>".utf8))
        case "AbortMultipartUpload":
            contents.uploads[upload] = nil
            return HTTPResponse(status: 204)
        case "ListMultipartUploads":
            return xml(
                contents.uploads.keys.sorted().map {
                    "<Upload><Key>\(query.last?.dropFirst(7) ?? "")</Key><UploadId>\($0)</UploadId>"
                        + "<Initiated>2026-01-01T00:00:00.000Z</Initiated><ChecksumAlgorithm>SHA256</ChecksumAlgorithm></Upload>"
                }.joined())
        case "ListParts":
            let parts = (contents.uploads[upload]?.parts ?? [:]).sorted { $0.key < $1.key }
            return xml(
                parts.map { number, bytes in
                    "<Part><PartNumber>\(number)</PartNumber><Size>\(bytes.count)</Size><ETag>\"tag-\(number)\"</ETag>"
                        + "<ChecksumSHA256>\((try? Base64.encode(SHA256.hash(bytes))) ?? "")</ChecksumSHA256></Part>"
                }.joined())
        case "ListObjectsV2":
            return xml(
                contents.objects.sorted { $0.key < $1.key }.map {
                    "<Contents><Key>\($0.key)</Key><Size>\($0.value.bytes.count)</Size>"
                        + "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
                }.joined())
        case "DeleteObjects":
            contents.objects = contents.objects.filter { !text.contains("<Key>\($0.key)</Key>") }
            return HTTPResponse(status: 200, body: Array("<DeleteResult/>".utf8))
        default: return settings(operation, text, &contents)
        }
    }

    private static func settings(_ operation: String, _ text: String, _ contents: inout Contents) -> HTTPResponse {
        switch operation {
        case "Put publicAccessBlock": contents.isBlocked = text.components(of: ">true<") == 4
        case "Get tagging":
            if contents.tags.isEmpty { return failure("NoSuchTagSet", 404) }
            return xml(
                "<TagSet>" + contents.tags.map { "<Tag><Key>\($0.key)</Key><Value>\($0.value)</Value></Tag>" }.joined()
                    + "</TagSet>")
        case "Put tagging":
            contents.tags = [:]
            for tag in text.split(separator: "<Tag>").dropFirst() {
                let words = tag.split { "<>".contains($0) }.map(String.init)
                contents.tags[words[1]] = words[4]
            }
        case "Get lifecycle":
            return contents.hasLifecycle ? xml("") : failure("NoSuchLifecycleConfiguration", 404)
        case "Put lifecycle":
            contents.hasLifecycle = true
            contents.documents.append(text)
        default: return failure("NotImplemented", 501)
        }
        return HTTPResponse(status: 200)
    }

    private static func xml(_ content: String) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array("<?xml version=\"1.0\"?>\n<R>\(content)</R>".utf8))
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
