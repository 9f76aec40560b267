import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct ServiceErrorTests {
    struct Shape: Sendable {
        var body = ""
        var headers: [HTTPHeader] = []
        var status = 400
        var code: String
        var message = "m"
        var requestID: String?
        var retryAfter: Int?
    }

    static let shapes = [
        Shape(
            body: "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>m</Message></Error>"
                + "<RequestId>id</RequestId></ErrorResponse>", status: 404, code: "NoSuchEntity", requestID: "id"),
        Shape(
            body: "<Response><Errors><Error><Code>AuthFailure</Code><Message>m</Message></Error></Errors>"
                + "<RequestID>id</RequestID></Response>", code: "AuthFailure", requestID: "id"),
        Shape(
            body:
                "<?xml version='1.0'?>\n<Error><Code>SlowDown</Code><Message>m</Message><RequestId>id</RequestId></Error>",
            status: 503, code: "SlowDown", requestID: "id"),
        Shape(
            body: #"{"Type":"User","message":"m"}"#,
            headers: [
                HTTPHeader("x-amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/coral/"),
                HTTPHeader("x-amzn-RequestId", "id"),
            ], status: 404, code: "ResourceNotFoundException", requestID: "id"),
        Shape(
            body: #"{"__type":"com.amazonaws.logs#ResourceAlreadyExistsException","message":"m"}"#,
            code: "ResourceAlreadyExistsException"),
        Shape(body: #"{"__type":"ThrottlingException","Message":"m"}"#, code: "ThrottlingException"),
        Shape(body: #"{"code":"ConflictException","message":"m"}"#, status: 409, code: "ConflictException"),
        Shape(
            body: #"{"Code":"X","errorMessage":"m"}"#, headers: [HTTPHeader("apigw-requestid", "id")], code: "X",
            requestID: "id"),
        Shape(
            body: #"{"Reason":"CallerRateLimitExceeded","retryAfterSeconds":"7","message":"m"}"#,
            headers: [HTTPHeader("x-amzn-errortype", "TooManyRequestsException")], status: 429,
            code: "TooManyRequestsException", retryAfter: 7),
        Shape(body: #"{"message":"m"}"#, headers: [HTTPHeader("Retry-After", "3")], code: "HTTP400", retryAfter: 3),
        Shape(body: "m", status: 502, code: "HTTP502"),
        Shape(body: "<html", status: 502, code: "HTTP502", message: "<html"),
        Shape(body: "{", status: 500, code: "HTTP500", message: "{"),
        Shape(body: "", status: 403, code: "HTTP403", message: ""),
    ]

    @Test(arguments: shapes) func readsEveryShape(shape: Shape) {
        let error = AWSServiceError(
            service: .lambda, operation: "GetFunction",
            response: HTTPResponse(status: shape.status, headers: shape.headers, body: Array(shape.body.utf8)))
        #expect(
            error
                == AWSServiceError(
                    service: .lambda, operation: "GetFunction", statusCode: shape.status,
                    code: AWSErrorCode(shape.code), message: shape.message, requestID: shape.requestID,
                    retryAfter: shape.retryAfter))
    }

    @Test func knowsItsCodes() {
        #expect(AWSErrorCode.noSuchEntity.isRecognised && AWSErrorCode("ServiceException").isRecognised)
        #expect(!AWSErrorCode("SomethingNew").isRecognised)
        func error(_ code: AWSErrorCode, _ status: Int = 400) -> AWSServiceError {
            AWSServiceError(service: .iam, operation: "GetRole", statusCode: status, code: code)
        }
        #expect(error(.noSuchEntity).isNotFound && error(.resourceNotFound).isNotFound && error(.notFound).isNotFound)
        #expect(error(.entityAlreadyExists).isAlreadyExists && error(.resourceAlreadyExists).isAlreadyExists)
        #expect(error(.resourceConflict).isConflict && error(.conflict).isConflict && !error(.notFound).isConflict)
        #expect(error(.preconditionFailed).isPreconditionFailed && error("X", 412).isPreconditionFailed)
        #expect(error(.tooManyRequests).isThrottling && error("X", 429).isThrottling)
        #expect(error(.accessDenied).isAccessDenied && error(.accessDeniedException).isAccessDenied)
        #expect(error(.expiredToken).isAuthenticationFailure && error(.invalidSignature).isAuthenticationFailure)
    }

    @Test(arguments: [
        (AWSErrorCode.accessDenied, "allow the action"), (.expiredToken, "temporary credentials"),
        (.unrecognizedClient, "check the access key"), (.signatureDoesNotMatch, "check the secret"),
        (.requestTimeTooSkewed, "clock"), (.throttling, "quota"),
    ])
    func advises(code: AWSErrorCode, words: String) {
        let error = AWSServiceError(
            service: .apiGatewayV2, operation: "GetApi", statusCode: 403, code: code, message: "no", requestID: "r")
        #expect(
            error.description.hasPrefix("AWS API Gateway refused GetApi: \(code.wire) (HTTP 403): no [request id r]; "))
        #expect(error.description.contains(words))
    }

    @Test(arguments: [
        (
            "User: arn:aws:iam::1:user/ci is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::1:role/r "
                + "because no identity-based policy allows the iam:CreateRole action", "arn:aws:iam::1:role/r"
        ), ("User: arn:aws:iam::1:user/ci is not authorized to perform: iam:CreateRole", "*"),
        ("User: arn:aws:iam::1:user/ci is not authorized to perform: iam:CreateRole on resource: \"", "*"),
    ])
    func namesTheStatementToAdd(message: String, resource: String) {
        let error = AWSServiceError(
            service: .iam, operation: "CreateRole", statusCode: 403, code: .accessDenied, message: message)
        let statement = #"{"Effect":"Allow","Action":"iam:CreateRole","Resource":"\#(resource)"}"#
        #expect(error.denial?.action == "iam:CreateRole" && error.denial?.resource == resource)
        #expect(error.description.hasSuffix("; add the statement \(statement) to a policy of arn:aws:iam::1:user/ci"))
    }

    @Test(arguments: ["", "Access Denied", "User: x", "User:  is not authorized to perform: a:b"])
    func otherDenialsNameNone(message: String) {
        #expect(AWSAccessDenial(message: message) == nil)
    }

    @Test func isThrownByCalls() async {
        let client = RecordingClient(
            "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>gone</Message></Error></ErrorResponse>",
            status: 404
        ).client
        await #expect(
            throws: AWSServiceError(
                service: .iam, operation: "GetRole", statusCode: 404, code: .noSuchEntity, message: "gone")
        ) { _ = try await IAMClient(client).getRole("r") }
    }
}
