import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisioningTestSupport

/// A client over an in-memory transport that answers each protocol with an empty success.
struct RecordingClient {
    let transport: InMemoryTransport
    let client: AWSClient

    static let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
    static let noon = SigningDate(epochSeconds: 1_795_435_200)

    init(
        endpoints: EndpointResolver = EndpointResolver(), region: String = "us-east-1",
        answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse = RecordingClient.emptySuccess
    ) {
        let transport = InMemoryTransport { try answer($0) }
        self.transport = transport
        client = AWSClient(
            transport: transport, credentials: StaticCredentialsProvider(Self.credentials), region: region,
            endpoints: endpoints, now: { Self.noon })
    }

    /// A client whose every answer is the given body.
    init(_ body: String, status: Int = 200, headers: [HTTPHeader] = []) {
        self.init { _ in HTTPResponse(status: status, headers: headers, body: Array(body.utf8)) }
    }

    @Sendable static func emptySuccess(_ request: HTTPRequest) -> HTTPResponse {
        let isForm = request.headers.first("Content-Type")?.hasPrefix("application/x-www-form") == true
        let body =
            isForm
            ? "<R><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey>"
                + "</Credentials></AssumeRoleResult><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>A"
                + "</AccessKeyId><SecretAccessKey>S</SecretAccessKey></Credentials></AssumeRoleWithWebIdentityResult></R>"
            : request.url.contains(".s3.")
                ? "<R><UploadId>u</UploadId></R>"
                : #"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"S"},"accessToken":"T","expiresIn":1}"#
        return HTTPResponse(
            status: 200, headers: [HTTPHeader("ETag", "\"t\""), HTTPHeader("Content-Length", "1")],
            body: Array(body.utf8))
    }
}

extension HTTPRequest {
    var text: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    /// The request as a line for `check_requests.py`.
    func record(_ name: String) -> String {
        JSONValue.object([
            "name": .string(name), "method": .string(method), "url": .string(url),
            "headers": .array(headers.map { [.string($0.name), .string($0.value)] }), "body": .string(text),
        ]).text()
    }
}
