package import HTTPTransport

/// One request as a `ScriptedServer` read it.
package struct RecordedRequest: Sendable, Equatable {
    package var method: String
    /// The request target as sent: path and query, or an absolute URL or authority for a proxy.
    package var target: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// The number of the connection, from 0, in the order of acceptance.
    package var connection: Int

    package init(method: String, target: String, headers: [HTTPHeader], body: [UInt8], connection: Int) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.connection = connection
    }

    /// The target before the query.
    package var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
