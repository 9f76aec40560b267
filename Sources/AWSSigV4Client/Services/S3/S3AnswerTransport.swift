internal import ExpatXML
internal import HTTPTransport

/// Gives an error that S3 sends with status 200 the status 500 which it means, so that it is retried like one.
///
/// CompleteMultipartUpload answers before the work is done and keeps the connection alive with white space.
/// Source: Amazon S3 API Reference, CompleteMultipartUpload.
struct S3AnswerTransport: HTTPTransport {
    let inner: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try await inner.send(request)
        guard response.status == 200, request.method == "POST" else { return response }
        response.body = Array(response.body.drop { $0 <= 32 })
        if (try? XMLElement.parse(response.body))?.name == "Error" { response.status = 500 }
        return response
    }
}
