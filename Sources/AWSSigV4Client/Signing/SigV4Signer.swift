internal import OpenSSLCrypto

/// Signs requests with AWS Signature Version 4.
///
/// A value without a clock: the date is a parameter, so the same input always gives the same signature.
/// Source: IAM user guide, "AWS Signature Version 4 for API requests".
public struct SigV4Signer: Sendable {
    /// How services differ in what they sign.
    public struct Options: Sendable, Equatable {
        /// Whether the path, as it is sent, is encoded once more: yes for all services but S3.
        public var doubleEncodePath: Bool
        /// Whether `.`, `..` and empty path segments are resolved first: yes for all services but S3.
        public var normalizePath: Bool
        /// Whether `x-amz-content-sha256` is added and signed: S3 needs it.
        public var signBodyHeader: Bool
        /// Whether the session token is sent without being signed (services that add it after signing).
        public var omitSessionToken: Bool

        /// Options of an ordinary service unless said otherwise.
        public init(
            doubleEncodePath: Bool = true, normalizePath: Bool = true, signBodyHeader: Bool = false,
            omitSessionToken: Bool = false
        ) {
            self.doubleEncodePath = doubleEncodePath
            self.normalizePath = normalizePath
            self.signBodyHeader = signBodyHeader
            self.omitSessionToken = omitSessionToken
        }

        /// What S3 needs.
        public static let s3 = Options(doubleEncodePath: false, normalizePath: false, signBodyHeader: true)
    }

    /// The key derived from a secret for one day, region and service; it may be kept for that day.
    public struct SigningKey: Sendable {
        /// The day it is for, `YYYYMMDD`.
        public let day: String
        let bytes: [UInt8]
    }

    /// A signature and the texts that led to it.
    public struct Signing: Sendable, Equatable {
        let canonicalRequestBytes: [UInt8]
        /// The text that the signature is made of.
        public let stringToSign: String
        /// 64 lower-case hexadecimal digits.
        public let signature: String
        /// The headers to add to the request; empty for a presigned URL.
        public let headers: [SignableRequest.Header]
        /// The query to send: that of the request, extended when presigned.
        public let query: String

        /// The canonical request (step 1 of the specification).
        public var canonicalRequest: String { String(decoding: canonicalRequestBytes, as: UTF8.self) }
    }

    /// The algorithm's name in the specification.
    public static let algorithm = "AWS4-HMAC-SHA256"

    /// Whose key signs.
    public var credentials: AWSCredentials
    /// The region of the credential scope, such as `us-east-1`.
    public var region: String
    /// The signing name of the service, such as `lambda`.
    public var service: String
    /// What the service signs.
    public var options: Options

    /// A signer for one service in one region.
    public init(credentials: AWSCredentials, region: String, service: String, options: Options = Options()) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.options = options
    }

    /// Derives the key for the day of a date: four HMACs (step 3).
    ///
    /// - Throws: An error of libcrypto.
    public func signingKey(at date: SigningDate) throws -> SigningKey {
        let day = date.day
        var key = try HMACSHA256.authenticate(day, key: Array("AWS4\(credentials.secretAccessKey)".utf8))
        key = try HMACSHA256.authenticate(region, key: key)
        key = try HMACSHA256.authenticate(service, key: key)
        return SigningKey(day: day, bytes: try HMACSHA256.authenticate("aws4_request", key: key))
    }

    /// Signs by the `Authorization` header.
    ///
    /// - Parameters:
    ///   - request: The request as it will be sent, `host` among its headers.
    ///   - date: The moment of signing; AWS accepts five minutes of difference.
    ///   - key: The key of that day if at hand; derived when absent or of another day.
    /// - Returns: The headers to add: `X-Amz-Date`, `Authorization`, and where they apply `X-Amz-Security-Token` and
    ///   `x-amz-content-sha256`.
    /// - Throws: An error of libcrypto.
    public func sign(_ request: SignableRequest, at date: SigningDate, key: SigningKey? = nil) throws -> Signing {
        let timestamp = date.basicFormat
        var added = [SignableRequest.Header("X-Amz-Date", timestamp)]
        if options.signBodyHeader { added.append(.init("x-amz-content-sha256", request.payloadHash)) }
        let token = credentials.sessionToken.map { SignableRequest.Header("X-Amz-Security-Token", $0) }
        if let token, !options.omitSessionToken { added.append(token) }
        let replaced = Set(added.map { $0.name.lowercased() }).union(["x-amz-security-token"])
        let kept = request.headers.filter { !replaced.contains($0.name.lowercased()) }
        let canonical = CanonicalRequest(request, query: request.query, headers: kept + added, options: options)
        let scope = scope(day: timestamp.prefix(8))
        let (stringToSign, signature) = try sign(canonical, timestamp: timestamp, scope: scope, at: date, key: key)
        if let token, options.omitSessionToken { added.append(token) }
        let signedHeaders = String(decoding: canonical.signedHeaders, as: UTF8.self)
        added.append(
            .init(
                "Authorization",
                "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(signedHeaders), "
                    + "Signature=\(signature)"))
        return Signing(
            canonicalRequestBytes: canonical.bytes, stringToSign: stringToSign, signature: signature, headers: added,
            query: request.query)
    }

    /// Signs by query parameters, so that whoever has the URL may send the request until it expires.
    ///
    /// - Parameters:
    ///   - request: The request; its headers must be sent as they are, and its payload hash is signed:
    ///     ``SignableRequest/unsignedPayload`` for S3.
    ///   - date: The moment of signing.
    ///   - expires: Seconds until the signature is void; S3 allows up to 604,800.
    ///   - key: The key of that day if at hand.
    /// - Returns: The query to send.
    /// - Throws: An error of libcrypto.
    public func presign(
        _ request: SignableRequest, at date: SigningDate, expires: Int, key: SigningKey? = nil
    ) throws -> Signing {
        let timestamp = date.basicFormat
        let scope = scope(day: timestamp.prefix(8))
        var parameters = request.query.isEmpty ? [] : [request.query]
        func add(_ name: String, _ value: String) {
            parameters.append("\(name)=\(PercentEncoding.encode(value))")
        }
        add("X-Amz-Algorithm", Self.algorithm)
        add("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope)")
        add("X-Amz-Date", timestamp)
        add("X-Amz-Expires", String(expires))
        add("X-Amz-SignedHeaders", CanonicalRequest.signedHeaderNames(request.headers))
        if let token = credentials.sessionToken, !options.omitSessionToken { add("X-Amz-Security-Token", token) }
        let canonical = CanonicalRequest(
            request, query: parameters.joined(separator: "&"), headers: request.headers, options: options)
        let (stringToSign, signature) = try sign(canonical, timestamp: timestamp, scope: scope, at: date, key: key)
        if let token = credentials.sessionToken, options.omitSessionToken { add("X-Amz-Security-Token", token) }
        add("X-Amz-Signature", signature)
        return Signing(
            canonicalRequestBytes: canonical.bytes, stringToSign: stringToSign, signature: signature, headers: [],
            query: parameters.joined(separator: "&"))
    }

    private func scope(day: Substring) -> String {
        "\(day)/\(region)/\(service)/aws4_request"
    }

    private func sign(
        _ canonical: CanonicalRequest, timestamp: String, scope: String, at date: SigningDate, key: SigningKey?
    ) throws -> (stringToSign: String, signature: String) {
        let stringToSign = "\(Self.algorithm)\n\(timestamp)\n\(scope)\n\(try SHA256.hex(canonical.bytes))"
        var key = key
        if key?.day != String(timestamp.prefix(8)) { key = nil }
        let bytes = try key?.bytes ?? signingKey(at: date).bytes
        return (stringToSign, hexString(try HMACSHA256.authenticate(stringToSign, key: bytes)))
    }
}
