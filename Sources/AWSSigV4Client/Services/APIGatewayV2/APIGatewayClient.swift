internal import OrderedJSON

/// Calls of API Gateway v2 (HTTP and WebSocket APIs), API version 2018-11-29.
package struct APIGatewayClient: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    @discardableResult
    func call(
        _ operation: String, _ method: String, _ path: RESTPath, query: [(name: String, value: String?)] = [],
        body: JSONBody? = nil, isIdempotent: Bool
    ) async throws -> JSONValue {
        try await client.rest(
            .apiGatewayV2, operation: operation, method, path, query: query, body: body?.bytes,
            isIdempotent: isIdempotent)
    }

    /// Reads all pages of a listing.
    func pages(_ operation: String, _ path: RESTPath) async throws -> [JSONValue] {
        var items = [JSONValue]()
        var token: String?
        repeat {
            let answer = try await call(
                operation, "GET", path, query: [("maxResults", "100"), ("nextToken", token)], isIdempotent: true)
            items += answer["items"]?.array ?? []
            token = answer.text("nextToken")
        } while token?.isEmpty == false
        return items
    }

    /// `TagResource`, for APIs and stages.
    ///
    /// - Parameter arn: Such as `arn:aws:apigateway:us-east-1::/apis/a1b2c3` (no account in it).
    package func tagResource(_ arn: String, tags: [String: String]) async throws {
        var body = JSONBody()
        body.set("tags", tags)
        try await call("TagResource", "POST", "/v2/tags/\(arn)", body: body, isIdempotent: true)
    }

    /// `UntagResource`.
    package func untagResource(_ arn: String, keys: [String]) async throws {
        try await call(
            "UntagResource", "DELETE", "/v2/tags/\(arn)", query: keys.map { ("tagKeys", $0) }, isIdempotent: true)
    }
}
