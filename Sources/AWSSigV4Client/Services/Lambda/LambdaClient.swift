internal import HTTPTransport
internal import OrderedJSON

/// Calls of AWS Lambda, API version 2015-03-31.
package struct LambdaClient: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    @discardableResult
    func call(
        _ operation: String, _ method: String, _ path: RESTPath, query: [(name: String, value: String?)] = [],
        body: [UInt8]? = nil, isIdempotent: Bool
    ) async throws -> JSONValue {
        try await client.rest(
            .lambda, operation: operation, method, path, query: query, body: body, isIdempotent: isIdempotent)
    }

    /// Sends an operation whose answer is not JSON.
    func send(_ call: AWSCall) async throws -> HTTPResponse {
        try await client.send(call)
    }
}
