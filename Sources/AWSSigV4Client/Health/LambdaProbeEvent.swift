internal import OrderedJSON

/// The events of API Gateway that a health check stands in for.
///
/// Sources: "AWS Lambda integrations for HTTP APIs", payload format 2.0, and "API Gateway WebSocket API mapping template reference".
enum LambdaProbeEvent {
    /// A GET through an HTTP API.
    static func get(_ path: String, at moment: SigningDate) -> [UInt8] {
        let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let rawPath = JSONValue.string(String(parts.first ?? "/"))
        let host: JSONValue = "health.invalid"
        return bytes([
            "version": "2.0", "routeKey": "$default", "rawPath": rawPath,
            "rawQueryString": .string(parts.count > 1 ? String(parts[1]) : ""),
            "headers": ["accept": "*/*", "host": host, "user-agent": agent, "x-forwarded-proto": "https"],
            "requestContext": [
                "apiId": "health", "domainName": host, "domainPrefix": "health",
                "http": [
                    "method": "GET", "path": rawPath, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                    "userAgent": agent,
                ],
                "requestId": "health", "routeKey": "$default", "stage": "$default",
                "timeEpoch": .number(moment.epochSeconds * 1000),
            ],
            "isBase64Encoded": false,
        ])
    }

    /// A connection of a WebSocket API.
    struct Connection: Sendable, Hashable {
        /// Its id.
        var id: String
        /// The API's id.
        var api: String
        /// The API's stage.
        var stage: String
    }

    /// The beginning of a WebSocket connection.
    static func connect(_ connection: Connection, subprotocol: String?, at moment: SigningDate) -> [UInt8] {
        var headers: JSONObject = ["Host": "health.invalid", "User-Agent": agent, "Sec-WebSocket-Version": "13"]
        if let subprotocol { headers["Sec-WebSocket-Protocol"] = .string(subprotocol) }
        return bytes([
            "headers": .object(headers), "requestContext": context("$connect", "CONNECT", connection, moment),
            "isBase64Encoded": false,
        ])
    }

    /// The end of a WebSocket connection.
    static func disconnect(_ connection: Connection, at moment: SigningDate) -> [UInt8] {
        var context = context("$disconnect", "DISCONNECT", connection, moment)
        context["disconnectStatusCode"] = 1000
        context["disconnectReason"] = ""
        return bytes(["headers": [:], "requestContext": context, "isBase64Encoded": false])
    }

    private static func context(
        _ route: String, _ type: String, _ connection: Connection, _ moment: SigningDate
    ) -> JSONValue {
        let time = JSONValue.number(moment.epochSeconds * 1000)
        return [
            "routeKey": .string(route), "eventType": .string(type), "connectionId": .string(connection.id),
            "connectedAt": time, "requestTimeEpoch": time, "requestId": "health",
            "apiId": .string(connection.api), "stage": .string(connection.stage), "domainName": "health.invalid",
            "identity": ["sourceIp": "127.0.0.1", "userAgent": agent],
        ]
    }

    private static let agent: JSONValue = "semantest-provision"

    private static func bytes(_ value: JSONValue) -> [UInt8] { Array(value.text().utf8) }
}
