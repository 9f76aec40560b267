internal import OrderedJSON

/// Calls of CloudWatch Logs, API version 2014-03-28.
package struct CloudWatchLogsClient: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    /// `CreateLogGroup`: not idempotent, a second one says `ResourceAlreadyExistsException`.
    package func createLogGroup(
        _ name: String, tags: [String: String] = [:], kmsKeyID: String? = nil, logGroupClass: String? = nil
    ) async throws {
        var body = JSONBody()
        body.set("logGroupName", name)
        body.set("kmsKeyId", kmsKeyID)
        body.set("logGroupClass", logGroupClass)
        body.set("tags", tags.isEmpty ? nil : tags)
        try await call("CreateLogGroup", body, isIdempotent: false)
    }

    /// `DescribeLogGroups`, all pages: the groups whose names begin with `prefix`.
    package func describeLogGroups(prefix: String? = nil) async throws -> [LogGroup] {
        var groups = [LogGroup]()
        var token: String?
        repeat {
            var body = JSONBody()
            body.set("logGroupNamePrefix", prefix)
            body.set("nextToken", token)
            let answer = try await call("DescribeLogGroups", body, isIdempotent: true)
            groups += (answer["logGroups"]?.array ?? []).map(LogGroup.init)
            token = answer.text("nextToken")
        } while token != nil
        return groups
    }

    /// `DeleteLogGroup`, with all its events.
    package func deleteLogGroup(_ name: String) async throws {
        try await call("DeleteLogGroup", named(name), isIdempotent: true)
    }

    /// `PutRetentionPolicy`.
    ///
    /// - Parameter days: One of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
    ///   2922, 3288, 3653.
    package func putRetentionPolicy(_ name: String, days: Int) async throws {
        var body = named(name)
        body.set("retentionInDays", days)
        try await call("PutRetentionPolicy", body, isIdempotent: true)
    }

    /// `DeleteRetentionPolicy`: events are kept for ever.
    package func deleteRetentionPolicy(_ name: String) async throws {
        try await call("DeleteRetentionPolicy", named(name), isIdempotent: true)
    }

    /// `AssociateKmsKey`: events written from now on are encrypted with the key.
    package func associateKMSKey(_ name: String, keyID: String) async throws {
        var body = named(name)
        body.set("kmsKeyId", keyID)
        try await call("AssociateKmsKey", body, isIdempotent: true)
    }

    /// `DisassociateKmsKey`: events written from now on are encrypted with AWS's own key.
    package func disassociateKMSKey(_ name: String) async throws {
        try await call("DisassociateKmsKey", named(name), isIdempotent: true)
    }

    /// `TagResource`.
    ///
    /// - Parameter arn: The log group's ARN without `:*` at its end.
    package func tagResource(_ arn: String, tags: [String: String]) async throws {
        var body = resource(arn)
        body.set("tags", tags)
        try await call("TagResource", body, isIdempotent: true)
    }

    /// `UntagResource`.
    ///
    /// - Parameter arn: The log group's ARN without `:*` at its end.
    package func untagResource(_ arn: String, keys: [String]) async throws {
        var body = resource(arn)
        body.set("tagKeys", keys)
        try await call("UntagResource", body, isIdempotent: true)
    }

    /// `ListTagsForResource`.
    ///
    /// - Parameter arn: The log group's ARN without `:*` at its end.
    package func listTagsForResource(_ arn: String) async throws -> [String: String] {
        try await call("ListTagsForResource", resource(arn), isIdempotent: true).strings("tags") ?? [:]
    }

    private func named(_ name: String) -> JSONBody {
        var body = JSONBody()
        body.set("logGroupName", name)
        return body
    }

    private func resource(_ arn: String) -> JSONBody {
        var body = JSONBody()
        body.set("resourceArn", arn)
        return body
    }

    @discardableResult
    private func call(_ operation: String, _ body: JSONBody, isIdempotent: Bool) async throws -> JSONValue {
        try await client.json(
            .cloudWatchLogs, target: "Logs_20140328", operation: operation, body, isIdempotent: isIdempotent)
    }
}
