internal import ExpatXML
package import HTTPTransport
internal import OrderedJSON

extension AWSServiceError {
    /// Reads the error of an answer in any of the shapes that AWS uses.
    ///
    /// - XML: `<ErrorResponse><Error><Code>`, `<Response><Errors><Error><Code>`, or a bare `<Error><Code>` (S3).
    /// - JSON: the header `x-amzn-ErrorType` (up to `:`), else `__type` (after `#`), `code` or `Code` of the body.
    ///
    /// An answer in no such shape gets its status as the code and the start of its body as the message.
    package init(service: AWSService, operation: String, response: HTTPResponse) {
        let parts = AWSErrorParts(response)
        self.init(
            service: service, operation: operation, statusCode: response.status,
            code: AWSErrorCode(parts.code ?? "HTTP\(response.status)"), message: parts.message,
            requestID: parts.requestID, retryAfter: parts.retryAfter)
    }
}

/// What can be found in the answer of a failed request.
struct AWSErrorParts {
    var code: String?
    var message = ""
    var requestID: String?
    var retryAfter: Int?

    init(_ response: HTTPResponse) {
        let headers = response.headers
        code = headers.first("x-amzn-ErrorType").map(Self.bareCode)
        requestID =
            headers.first("x-amzn-RequestId") ?? headers.first("x-amz-request-id") ?? headers.first("apigw-requestid")
        retryAfter = headers.first("Retry-After").flatMap { Int($0) }
        switch response.body.first(where: { $0 > 32 }) {
        case UInt8(ascii: "<"): readXML(response.body)
        case UInt8(ascii: "{"): readJSON(response.body)
        default: break
        }
        if code == nil, message.isEmpty {
            message = String(decoding: response.body.prefix(200), as: UTF8.self)
        }
    }

    private mutating func readXML(_ body: [UInt8]) {
        guard let root = try? XMLElement.parse(body, limits: XMLLimits(bytes: 1 << 20)) else { return }
        let error = root.first("Error") ?? root.first("Errors", "Error") ?? (root.name == "Error" ? root : nil)
        code = error?.text("Code") ?? code
        message = error?.text("Message") ?? message
        requestID = root.text("RequestId") ?? root.text("RequestID") ?? requestID
    }

    private mutating func readJSON(_ body: [UInt8]) {
        guard let root = try? JSONValue(parsing: body) else { return }
        func text(_ names: String...) -> String? { names.lazy.compactMap { root[$0]?.string }.first }
        code = code ?? text("__type", "code", "Code").map(Self.bareCode)
        message = text("message", "Message", "errorMessage", "error_description") ?? message
        let seconds = root["retryAfterSeconds"]
        retryAfter = retryAfter ?? seconds?.int ?? seconds?.string.flatMap { Int($0) }
    }

    /// `Foo` of `Foo:http://…` and of `com.amazon.coral.service#Foo`.
    private static func bareCode(_ text: String) -> String {
        let beforeColon = text.split(separator: ":", maxSplits: 1).first ?? ""
        return String(beforeColon.split(separator: "#").last ?? "")
    }
}
