/// Whether a function, or one of its versions, can be changed and invoked
/// (docs.aws.amazon.com/lambda/latest/dg/functions-states.html).
enum LambdaReadiness: Sendable, Equatable {
    /// Nothing is under way.
    case ready
    /// Lambda prepares it.
    case waiting
    /// Lambda gave up, for this reason.
    case failed(reason: String)

    /// Reads the states of an answer; absent ones stand for success.
    init(_ configuration: LambdaFunctionConfiguration) {
        if configuration.state == "Failed" {
            self = .failed(reason: Self.reason(configuration.stateReasonCode, configuration.stateReason))
        } else if configuration.lastUpdateStatus == "Failed" {
            self = .failed(
                reason: Self.reason(configuration.lastUpdateStatusReasonCode, configuration.lastUpdateStatusReason))
        } else if configuration.state == "Pending" || configuration.lastUpdateStatus == "InProgress" {
            self = .waiting
        } else {
            self = .ready
        }
    }

    private static func reason(_ code: String?, _ text: String?) -> String {
        [code, text].compactMap { $0 }.joined(separator: ": ")
    }
}

extension AWSServiceError {
    /// IAM has not spread the role yet, or the right to use the key, to where Lambda looks.
    var isPropagationDelay: Bool {
        guard code == .invalidParameterValue else { return false }
        return [
            "cannot be assumed by Lambda", "does not have permissions to call", "the KMS key is invalid",
            "The role defined for the function",
        ].contains { message.contains($0) }
    }

    /// Another operation on the function is under way.
    var isFunctionBusy: Bool { code == .resourceConflict && !saysFunctionExists }

    /// A function of that name exists.
    var saysFunctionExists: Bool {
        code == .resourceConflict && message.contains("already exist")
    }
}
