internal import HTTPTransport
public import ProvisioningDomain

/// A failed operation on an AWS resource.
public struct AWSResourceError: ProvisioningFailure, Sendable, Hashable {
    /// What kind of failure it is.
    public var category: FailureCategory
    /// The code that AWS gave, or one of our own.
    public var code: String
    /// The resource's type and name.
    public var resource: String
    /// What was tried and what came back.
    public var message: String
    /// What to do next.
    public var hint: String?
    /// Whether AWS may have done what was asked although no answer says so.
    public var outcomeIsUnknown: Bool

    /// Describes a failure.
    public init(
        _ category: FailureCategory, code: String, resource: String, _ message: String, hint: String? = nil,
        outcomeIsUnknown: Bool = false
    ) {
        self.category = category
        self.code = code
        self.resource = resource
        self.message = message
        self.hint = hint
        self.outcomeIsUnknown = outcomeIsUnknown
    }

    /// The resource, what came back and, on the next line, what to do.
    public var description: String {
        let text = "\(resource): \(message)"
        return hint.map { "\(text)\n\($0)" } ?? text
    }
}

extension AWSResourceError {
    /// What an error means for an operation on a resource; failures that say so themselves stay what they are.
    static func describing(_ error: any Error, on resource: String) -> any ProvisioningFailure {
        switch error {
        case let failure as any ProvisioningFailure: failure
        case let error as AWSServiceError: describing(error, on: resource)
        case let error as HTTPTransportError:
            AWSResourceError(
                .operation, code: "TransportFailed", resource: resource, error.description,
                outcomeIsUnknown: error.requestMayHaveBeenProcessed)
        case let error as AWSAnswerError:
            AWSResourceError(
                .operation, code: "UnreadableAnswer", resource: resource, error.description, outcomeIsUnknown: true)
        case let error as LambdaCodeError:
            AWSResourceError(
                .configuration, code: "UnreadableArtifact", resource: resource, error.description,
                hint: "Package the component again.")
        case let error as CredentialsError:
            AWSResourceError(.credentials, code: "NoCredentials", resource: resource, error.description)
        case let error as EndpointError:
            AWSResourceError(.configuration, code: "InvalidEndpoint", resource: resource, error.description)
        case is CancellationError:
            AWSResourceError(
                .interrupted, code: "Interrupted", resource: resource, "the operation was interrupted",
                hint: "Run the command again: it continues from here.", outcomeIsUnknown: true)
        default:
            AWSResourceError(.operation, code: "OperationFailed", resource: resource, "\(error)")
        }
    }

    private static func describing(_ error: AWSServiceError, on resource: String) -> AWSResourceError {
        var hint: String?
        if error.isPreconditionFailed {
            hint = "Someone changed the resource meanwhile: run the command again."
        } else if error.isConflict {
            hint = "Another operation on the resource has not ended: try again in a minute."
        }
        return AWSResourceError(
            error.isAuthenticationFailure ? .credentials : .operation, code: error.code.wire, resource: resource,
            error.description, hint: hint, outcomeIsUnknown: error.statusCode >= 500 && !error.isThrottling)
    }
}
