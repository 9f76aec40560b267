internal import ExpatXML
internal import HTTPTransport
internal import OpenSSLCrypto

/// Calls of Amazon S3, API version 2006-03-01, on one bucket.
///
/// Every call but CreateBucket names the account that must own the bucket, so that nothing is sent to, or taken from, a bucket of
/// that name which somebody else was quicker to make.
/// Source: Amazon S3 User Guide, "Verifying bucket ownership with bucket owner condition".
package struct S3Client: Sendable {
    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    /// The longest time that the upload of one body may take.
    static let uploadTimeouts = HTTPTimeouts(total: .seconds(3600))

    /// The bucket's name.
    package let bucket: String
    /// The number of the account that must own it.
    package let owner: String
    let client: AWSClient

    package init(_ client: AWSClient, bucket: String, owner: String) {
        self.client = client
        self.bucket = bucket
        self.owner = owner
    }

    /// Sends one operation; each may be sent again without harm.
    ///
    /// - Parameters:
    ///   - key: the object; nil for the bucket itself.
    ///   - document: what is sent as XML.
    ///   - isChecked: whether a checksum of the document must be sent with it.
    ///   - isOwnerNamed: whether the bucket must belong to `owner`.
    /// - Throws: ``AWSServiceError``, what the transport and the credentials throw.
    func send(
        _ operation: String, _ method: String, key: String? = nil, query: [(name: String, value: String)] = [],
        headers: [HTTPHeader] = [], document: XMLElement? = nil, isChecked: Bool = true,
        upload: HTTPRequest.Body? = nil, isOwnerNamed: Bool = true
    ) async throws -> HTTPResponse {
        var headers = headers
        if isOwnerNamed { headers.append(HTTPHeader("x-amz-expected-bucket-owner", owner)) }
        let body = document?.document(namespace: Self.namespace) ?? []
        if document != nil {
            headers.append(HTTPHeader("Content-Type", "application/xml"))
            if isChecked { headers += Self.checksum(Base64.encode(try SHA256.hash(body))) }
        }
        var path: [UInt8] = []
        PercentEncoding.append("/\(key ?? "")".utf8, keeping: .slash, to: &path)
        return try await client.send(
            AWSCall(
                service: .s3, operation: operation, method: method, path: String(decoding: path, as: UTF8.self),
                query: query, headers: headers, body: body, upload: upload, bucket: bucket,
                timeouts: upload == nil ? HTTPTimeouts() : Self.uploadTimeouts, isIdempotent: true))
    }

    /// The headers that make S3 check what arrives.
    ///
    /// - Parameter sha256: in base 64.
    static func checksum(_ sha256: String) -> [HTTPHeader] {
        [HTTPHeader("x-amz-sdk-checksum-algorithm", "SHA256"), HTTPHeader("x-amz-checksum-sha256", sha256)]
    }

    /// The root of an answer.
    ///
    /// - Throws: ``AWSAnswerError``.
    func root(_ response: HTTPResponse, of operation: String) throws -> XMLElement {
        do {
            return try XMLElement.parse(response.body)
        } catch {
            throw AWSAnswerError(service: .s3, operation: operation, reason: "\(error)")
        }
    }

    /// An element that an answer must have.
    ///
    /// - Throws: ``AWSAnswerError``.
    func required(_ value: String?, _ name: String, of operation: String) throws -> String {
        guard let value, !value.isEmpty else {
            throw AWSAnswerError(service: .s3, operation: operation, reason: "it has no \(name)")
        }
        return value
    }
}
