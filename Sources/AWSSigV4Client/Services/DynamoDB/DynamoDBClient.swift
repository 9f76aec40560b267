internal import OrderedJSON

/// Calls of DynamoDB about tables, API version 2012-08-10.
package struct DynamoDBClient: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    /// `CreateTable`: not idempotent, a second one says `ResourceInUseException`.
    ///
    /// The table has a partition key and is billed by request; it can be used once it is `ACTIVE`.
    package func createTable(_ request: CreateTableRequest) async throws -> DynamoDBTable {
        let answer = try await call("CreateTable", request.body, isIdempotent: false)
        return DynamoDBTable(answer.member("TableDescription") ?? .null)
    }

    /// `DescribeTable`.
    package func describeTable(_ name: String) async throws -> DynamoDBTable {
        let answer = try await call("DescribeTable", named(name), isIdempotent: true)
        return DynamoDBTable(answer.member("Table") ?? .null)
    }

    /// `DeleteTable`, with all that is in it; the table is gone some seconds later.
    package func deleteTable(_ name: String) async throws {
        try await call("DeleteTable", named(name), isIdempotent: true)
    }

    /// `UpdateTimeToLive`: says `ValidationException` when it is as wanted already.
    package func updateTimeToLive(_ name: String, _ timeToLive: TimeToLive) async throws {
        var specification = JSONBody()
        specification.set("Enabled", timeToLive.isEnabled)
        specification.set("AttributeName", timeToLive.attributeName)
        var body = named(name)
        body.set("TimeToLiveSpecification", JSONValue.object(specification.object))
        try await call("UpdateTimeToLive", body, isIdempotent: true)
    }

    /// `DescribeTimeToLive`.
    package func describeTimeToLive(_ name: String) async throws -> TimeToLive {
        let answer = try await call("DescribeTimeToLive", named(name), isIdempotent: true)
        let description = answer.member("TimeToLiveDescription")
        let status = description?.text("TimeToLiveStatus") ?? ""
        return TimeToLive(
            attributeName: description?.text("AttributeName") ?? "", isEnabled: status.hasPrefix("ENABL"))
    }

    /// `TagResource`.
    package func tagResource(_ arn: String, tags: [String: String]) async throws {
        var body = resource(arn)
        body.set("Tags", JSONValue(tags: tags))
        try await call("TagResource", body, isIdempotent: true)
    }

    /// `UntagResource`.
    package func untagResource(_ arn: String, keys: [String]) async throws {
        var body = resource(arn)
        body.set("TagKeys", keys)
        try await call("UntagResource", body, isIdempotent: true)
    }

    /// `ListTagsOfResource`, all pages.
    package func listTagsOfResource(_ arn: String) async throws -> [String: String] {
        var tags: [String: String] = [:]
        var token: String?
        repeat {
            var body = resource(arn)
            body.set("NextToken", token)
            let answer = try await call("ListTagsOfResource", body, isIdempotent: true)
            for tag in answer["Tags"]?.array ?? [] { tags[tag.text("Key") ?? ""] = tag.text("Value") ?? "" }
            token = answer.text("NextToken")
        } while token?.isEmpty == false
        return tags
    }

    private func named(_ name: String) -> JSONBody {
        var body = JSONBody()
        body.set("TableName", name)
        return body
    }

    private func resource(_ arn: String) -> JSONBody {
        var body = JSONBody()
        body.set("ResourceArn", arn)
        return body
    }

    @discardableResult
    private func call(_ operation: String, _ body: JSONBody, isIdempotent: Bool) async throws -> JSONValue {
        try await client.json(
            .dynamoDB, target: "DynamoDB_20120810", version: "1.0", operation: operation, body,
            isIdempotent: isIdempotent)
    }
}

extension JSONValue {
    /// Tags as DynamoDB takes them, in the order of their keys.
    init(tags: [String: String]) {
        self = .array(
            tags.sorted { $0.key < $1.key }.map { tag in
                .object(JSONObject([("Key", .string(tag.key)), ("Value", .string(tag.value))]))
            })
    }
}
