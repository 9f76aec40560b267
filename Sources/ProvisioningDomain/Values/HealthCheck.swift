/// How a component shows that it serves after a deployment.
public struct HealthCheck: Sendable, Hashable {
    /// What it is asked, and what it must answer.
    public var question: HealthQuestion
    /// Which way the question takes.
    public var route: HealthRoute
    /// Seconds that it may take to become healthy.
    public var grace: Int

    /// Describes a check.
    public init(_ question: HealthQuestion, route: HealthRoute = .url, grace: Int = 60) {
        self.question = question
        self.route = route
        self.grace = grace
    }
}

/// What a component is asked, and what it must answer.
public enum HealthQuestion: Sendable, Hashable {
    /// A GET of a path; the answer has the status, and the body contains the text if there is one.
    case http(path: String, status: Int, body: String?)
    /// An opening handshake with a sub-protocol if one is given; then `send` is sent, and a message that contains `expect` must come.
    /// After `send` without `expect` any message will do.
    case webSocket(send: String?, expect: String?, subprotocol: String?)
}

/// Which way a question takes to a component.
public enum HealthRoute: String, Sendable, Hashable, CaseIterable {
    /// The public URL, as clients do.
    case url
    /// An invocation of the function through the cloud's API, for runners that the URL cannot be reached from.
    case invoke
}
