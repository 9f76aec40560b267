internal import OrderedJSON

extension LambdaClient {
    /// `TagResource`.
    ///
    /// - Parameter arn: The function's ARN without a version.
    package func tagResource(_ arn: String, tags: [String: String]) async throws {
        var body = JSONBody()
        body.set("Tags", tags)
        try await call("TagResource", "POST", "/2017-03-31/tags/\(arn)", body: body.bytes, isIdempotent: true)
    }

    /// `UntagResource`.
    package func untagResource(_ arn: String, keys: [String]) async throws {
        try await call(
            "UntagResource", "DELETE", "/2017-03-31/tags/\(arn)", query: keys.map { ("tagKeys", $0) },
            isIdempotent: true)
    }

    /// `ListTags`.
    package func listTags(_ arn: String) async throws -> [String: String] {
        try await call("ListTags", "GET", "/2017-03-31/tags/\(arn)", isIdempotent: true).strings("Tags") ?? [:]
    }
}
