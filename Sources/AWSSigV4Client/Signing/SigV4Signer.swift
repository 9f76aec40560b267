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
        let key: HMACSHA256.Key
    }

    /// A signature and the texts that led to it.
    public struct Signing: Sendable, Equatable {
        let canonicalRequestBytes: [UInt8]
        let stringToSignBytes: [UInt8]
        /// 64 lower-case hexadecimal digits.
        public let signature: String
        /// The headers to add to the request; empty for a presigned URL.
        public let headers: [SignableRequest.Header]
        /// The query to send: that of the request, extended when presigned.
        public let query: String

        /// The canonical request (step 1 of the specification).
        public var canonicalRequest: String { String(decoding: canonicalRequestBytes, as: UTF8.self) }
        /// The text that the signature is made of (step 2).
        public var stringToSign: String { String(decoding: stringToSignBytes, as: UTF8.self) }
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
        return SigningKey(day: day, key: try .init(try HMACSHA256.authenticate("aws4_request", key: key)))
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
        let timestamp = date.basicFormatBytes
        var added = [SignableRequest.Header("X-Amz-Date", String(decoding: timestamp, as: UTF8.self))]
        if options.signBodyHeader { added.append(.init("x-amz-content-sha256", request.payloadHash)) }
        let token = credentials.sessionToken.map { SignableRequest.Header("X-Amz-Security-Token", $0) }
        if let token, !options.omitSessionToken { added.append(token) }
        let headers = CanonicalHeaders(request.headers, adding: added, dropping: ["x-amz-security-token"])
        let canonical = CanonicalRequest(request, query: request.query, headers: headers, options: options)
        let (stringToSign, signature) = try sign(canonical, timestamp: timestamp, at: date, key: key)
        if let token, options.omitSessionToken { added.append(token) }
        var authorization: [UInt8] = []
        authorization.reserveCapacity(384)
        authorization += Self.algorithm.utf8
        authorization += " Credential=".utf8
        authorization += credentials.accessKeyID.utf8
        authorization.append(UInt8(ascii: "/"))
        appendScope(timestamp, to: &authorization)
        authorization += ", SignedHeaders=".utf8
        authorization += canonical.signedHeaders
        authorization += ", Signature=".utf8
        authorization += signature.utf8
        added.append(.init("Authorization", String(decoding: authorization, as: UTF8.self)))
        return Signing(
            canonicalRequestBytes: canonical.bytes, stringToSignBytes: stringToSign, signature: signature,
            headers: added, query: request.query)
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
        let timestamp = date.basicFormatBytes
        let headers = CanonicalHeaders(request.headers)
        var names: [UInt8] = []
        headers.appendNames(to: &names)
        var credential = Array("\(credentials.accessKeyID)/".utf8)
        appendScope(timestamp, to: &credential)
        var parameters = request.query.isEmpty ? [] : [request.query]
        func add(_ name: String, _ value: some Sequence<UInt8>) {
            parameters.append("\(name)=\(PercentEncoding.encode(value))")
        }
        add("X-Amz-Algorithm", Self.algorithm.utf8)
        add("X-Amz-Credential", credential)
        add("X-Amz-Date", timestamp)
        add("X-Amz-Expires", String(expires).utf8)
        add("X-Amz-SignedHeaders", names)
        if let token = credentials.sessionToken, !options.omitSessionToken { add("X-Amz-Security-Token", token.utf8) }
        let canonical = CanonicalRequest(
            request, query: parameters.joined(separator: "&"), headers: headers, options: options)
        let (stringToSign, signature) = try sign(canonical, timestamp: timestamp, at: date, key: key)
        if let token = credentials.sessionToken, options.omitSessionToken { add("X-Amz-Security-Token", token.utf8) }
        add("X-Amz-Signature", signature.utf8)
        return Signing(
            canonicalRequestBytes: canonical.bytes, stringToSignBytes: stringToSign, signature: signature, headers: [],
            query: parameters.joined(separator: "&"))
    }

    /// Writes `YYYYMMDD/region/service/aws4_request`.
    private func appendScope(_ timestamp: [UInt8], to bytes: inout [UInt8]) {
        bytes += timestamp[..<8]
        bytes.append(UInt8(ascii: "/"))
        bytes += region.utf8
        bytes.append(UInt8(ascii: "/"))
        bytes += service.utf8
        bytes += "/aws4_request".utf8
    }

    private func sign(
        _ canonical: CanonicalRequest, timestamp: [UInt8], at date: SigningDate, key: SigningKey?
    ) throws -> (stringToSign: [UInt8], signature: String) {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        text += Self.algorithm.utf8
        text.append(UInt8(ascii: "\n"))
        text += timestamp
        text.append(UInt8(ascii: "\n"))
        appendScope(timestamp, to: &text)
        text.append(UInt8(ascii: "\n"))
        text += try SHA256.hex(canonical.bytes).utf8
        var key = key
        if let day = key?.day, !day.utf8.elementsEqual(timestamp[..<8]) { key = nil }
        let code = try HMACSHA256.authenticate(text, key: (try key ?? signingKey(at: date)).key)
        return (text, hexString(code))
    }
}
