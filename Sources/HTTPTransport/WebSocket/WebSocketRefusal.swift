/// Why an opening handshake came to nothing.
package struct WebSocketRefusal: Error, Sendable, Equatable {
    /// The status of the answer; nil when it was not HTTP.
    package var status: Int?
    /// What was wrong.
    package var message: String
    /// The beginning of the answer's body, as far as it came with its head.
    package var body: String

    package init(status: Int?, _ message: String, body: String = "") {
        self.status = status
        self.message = message
        self.body = body
    }
}

extension WebSocketRefusal: CustomStringConvertible {
    package var description: String { body.isEmpty ? message : "\(message): \(body)" }
}
