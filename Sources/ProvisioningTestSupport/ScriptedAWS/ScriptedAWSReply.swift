internal import HTTPTransport
internal import OrderedJSON

/// What an operation answers, before it is written in its service's protocol.
enum ScriptedAWSReply {
    /// The content of `<OperationResult>`; empty for none.
    case xml(String, String)
    case json(Int, JSONValue)
    case empty(Int)

    /// The answer on the wire.
    func response(requestID: String, date: String) -> HTTPResponse {
        switch self {
        case .xml(let operation, let content):
            let result = content.isEmpty ? "" : "<\(operation)Result>\(content)</\(operation)Result>"
            let text =
                "<\(operation)Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\(result)"
                + "<ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata></\(operation)Response>"
            return Self.response(200, "text/xml", Array(text.utf8), requestID, date)
        case .json(let status, let value):
            let bytes = value.object?.isEmpty == true ? [] : value.serialized()
            return Self.response(status, "application/json", bytes, requestID, date)
        case .empty(let status):
            return Self.response(status, "application/json", [], requestID, date)
        }
    }

    /// A refusal in the protocol of the service.
    static func refusal(
        _ error: ScriptedAWSError, by service: ScriptedAWSCall.Service, requestID: String, date: String
    ) -> HTTPResponse {
        switch service {
        case .iam, .sts:
            let type = error.status >= 500 ? "Receiver" : "Sender"
            let text =
                "<ErrorResponse><Error><Type>\(type)</Type><Code>\(error.code)</Code><Message>"
                + "\(error.message.xmlEscaped)</Message></Error><RequestId>\(requestID)</RequestId></ErrorResponse>"
            return response(error.status, "text/xml", Array(text.utf8), requestID, date)
        case .logs:
            let body: JSONValue = ["__type": .string(error.code), "message": .string(error.message)]
            return response(error.status, "application/x-amz-json-1.1", body.serialized(), requestID, date)
        case .lambda:
            let body: JSONValue = ["Type": error.status >= 500 ? "Service" : "User", "Message": .string(error.message)]
            var answer = response(error.status, "application/json", body.serialized(), requestID, date)
            answer.headers.append(HTTPHeader("x-amzn-ErrorType", error.code))
            return answer
        case .gateway:
            let body: JSONValue = ["message": .string(error.message)]
            var answer = response(error.status, "application/json", body.serialized(), requestID, date)
            answer.headers.append(HTTPHeader("x-amzn-ErrorType", error.code))
            return answer
        }
    }

    private static func response(
        _ status: Int, _ type: String, _ body: [UInt8], _ requestID: String, _ date: String
    ) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                HTTPHeader("Content-Type", type), HTTPHeader("x-amzn-RequestId", requestID), HTTPHeader("Date", date),
            ], body: body)
    }
}

extension String {
    /// The text for an XML document.
    var xmlEscaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
