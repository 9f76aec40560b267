/// What an HTTP answer must be like for a component to count as healthy.
public struct HTTPExpectation: Sendable, Hashable {
    /// The status.
    public var status: Int
    /// What the body must contain; nil takes any.
    public var body: String?

    /// Describes an answer.
    public init(status: Int, body: String?) {
        self.status = status
        self.body = body
    }

    /// Judges an answer.
    ///
    /// - Parameters:
    ///   - request: what was asked, such as `GET https://…/health`.
    ///   - status: what came back.
    ///   - text: the body that came back.
    public func answer(_ request: String, status: Int, body text: String) -> HealthAnswer {
        let body = text.isEmpty ? "" : " and \(text.excerpt)"
        guard status == self.status else {
            return .unhealthy("\(request) answered \(status)\(body), not \(self.status)")
        }
        if let wanted = self.body, !text.contains(wanted) {
            return .unhealthy("\(request) answered \(status)\(body), which does not contain \(wanted.excerpt)")
        }
        return .healthy("\(request) answered \(status)")
    }
}

extension String {
    /// The beginning in quotes on one line, for messages.
    public var excerpt: String {
        let limit = 300
        var line = ""
        for scalar in unicodeScalars.prefix(limit) {
            let isControl = scalar.properties.generalCategory == .control
            line.unicodeScalars.append(isControl ? " " : scalar)
        }
        return unicodeScalars.count > limit ? "\"\(line)…\"" : "\"\(line)\""
    }
}
