/// A successful answer that can't be read.
package struct AWSAnswerError: Error, Sendable, Equatable, CustomStringConvertible {
    package var service: AWSService
    package var operation: String
    /// What is wrong with it.
    package var reason: String

    package init(service: AWSService, operation: String, reason: String) {
        self.service = service
        self.operation = operation
        self.reason = reason
    }

    package var description: String {
        "AWS \(service) answered \(operation) with something unreadable: \(reason); a proxy may have changed the answer, "
            + "otherwise report this"
    }
}
