import AWSSigV4Client

extension ServiceCall {
    private static let table = "arn:aws:dynamodb:us-east-1:123456789012:table/t"

    /// What only WebSocket components need: the connection table and the deployments of an API.
    static let webSocket: [ServiceCall] = [
        ServiceCall("dynamodb.CreateTable", idempotent: false) {
            _ = try await DynamoDBClient($0).createTable(
                CreateTableRequest(
                    name: "table", hashKey: DynamoDBAttribute(name: "connectionId", type: "S"), tags: ["A": "b"]))
        },
        ServiceCall("dynamodb.DescribeTable") { _ = try await DynamoDBClient($0).describeTable("table") },
        ServiceCall("dynamodb.DeleteTable") { try await DynamoDBClient($0).deleteTable("table") },
        ServiceCall("dynamodb.UpdateTimeToLive") {
            try await DynamoDBClient($0).updateTimeToLive("table", TimeToLive(attributeName: "ttl", isEnabled: true))
        },
        ServiceCall("dynamodb.DescribeTimeToLive") { _ = try await DynamoDBClient($0).describeTimeToLive("table") },
        ServiceCall("dynamodb.TagResource") { try await DynamoDBClient($0).tagResource(table, tags: ["A": "b"]) },
        ServiceCall("dynamodb.UntagResource") { try await DynamoDBClient($0).untagResource(table, keys: ["A"]) },
        ServiceCall("dynamodb.ListTagsOfResource") { _ = try await DynamoDBClient($0).listTagsOfResource(table) },
        ServiceCall("apigatewayv2.CreateDeployment", idempotent: false) {
            _ = try await APIGatewayClient($0).createDeployment(api: "a1", description: "d")
        },
        ServiceCall("apigatewayv2.GetDeployment") {
            _ = try await APIGatewayClient($0).getDeployment(api: "a1", id: "d1")
        },
        ServiceCall("apigatewayv2.GetDeployments") { _ = try await APIGatewayClient($0).getDeployments(api: "a1") },
        ServiceCall("apigatewayv2.UpdateDeployment") {
            _ = try await APIGatewayClient($0).updateDeployment(api: "a1", id: "d1", description: "d")
        },
        ServiceCall("apigatewayv2.DeleteDeployment") {
            try await APIGatewayClient($0).deleteDeployment(api: "a1", id: "d1")
        },
    ]
}
