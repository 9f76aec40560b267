internal import OrderedJSON

/// The events of API Gateway that a health check stands in for.
///
/// Sources: "AWS Lambda integrations for HTTP APIs", payload format 2.0, and "API Gateway WebSocket API mapping template reference".
enum LambdaProbeEvent {
    /// A GET through an HTTP API.
    ///
    /// - Parameters:
    ///   - path: with the query, if there is one.
    ///   - host: of the API.
    static func get(_ path: String, host name: String, at moment: SigningDate) -> [UInt8] {
        let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let rawPath = JSONValue.string(String(parts.first ?? "/"))
        let query = parts.count > 1 ? String(parts[1]) : ""
        let host = JSONValue.string(name)
        var event: JSONValue = [
            "version": "2.0", "routeKey": "$default", "rawPath": rawPath,
            "rawQueryString": .string(query),
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
        ]
        if !query.isEmpty { event["queryStringParameters"] = .object(parameters(query)) }
        return bytes(event)
    }

    /// The parameters of a query, decoded; the values of a name that is there several times are joined by commas.
    private static func parameters(_ query: String) -> JSONObject {
        var result = JSONObject()
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(decoded)
            guard let name = parts.first, !name.isEmpty else { continue }
            let value = parts.count > 1 ? parts[1] : ""
            result[name] = .string(result[name]?.string.map { "\($0),\(value)" } ?? value)
        }
        return result
    }

    /// A part of a query, in which a plus sign is a blank.
    private static func decoded(_ text: Substring) -> String {
        PercentEncoding.decode(String(text.replacing("+", with: " ")))
    }

    /// A connection of a WebSocket API.
    struct Connection: Sendable, Hashable {
        /// Its id.
        var id: String
        /// The API's id.
        var api: String
        /// The API's stage.
        var stage: String
        /// The API's host.
        var host: String

        /// How the ids of connections of ours begin: the bridge ends these itself, since no client will.
        static let idPrefix = "semantest-health-"
    }

    /// The beginning of a WebSocket connection.
    static func connect(_ connection: Connection, subprotocol: String?, at moment: SigningDate) -> [UInt8] {
        var headers: JSONObject = [
            "Host": .string(connection.host), "User-Agent": agent, "Sec-WebSocket-Version": "13",
        ]
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
            "apiId": .string(connection.api), "stage": .string(connection.stage),
            "domainName": .string(connection.host),
            "identity": ["sourceIp": "127.0.0.1", "userAgent": agent],
        ]
    }

    private static let agent: JSONValue = "semantest-provision"

    private static func bytes(_ value: JSONValue) -> [UInt8] { Array(value.text().utf8) }
}
