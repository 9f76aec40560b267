/// Refusals that have nothing to do with the operation, as each service words them.
enum ScriptedAWSFault {
    static func throttled(_ service: ScriptedAWSCall.Service) -> ScriptedAWSError {
        switch service {
        case .iam, .sts: ScriptedAWSError(400, "Throttling", "Rate exceeded")
        case .logs: ScriptedAWSError(400, "ThrottlingException", "Rate exceeded")
        case .lambda: ScriptedAWSError(429, "TooManyRequestsException", "Rate exceeded")
        case .gateway: ScriptedAWSError(429, "TooManyRequestsException", "Too Many Requests")
        }
    }

    static func failed(_ service: ScriptedAWSCall.Service) -> ScriptedAWSError {
        switch service {
        case .iam, .sts: ScriptedAWSError(500, "ServiceFailure", "The request processing has failed.")
        case .logs: ScriptedAWSError(500, "InternalFailure", "Internal failure")
        case .lambda:
            ScriptedAWSError(500, "ServiceException", "An error occurred and the request cannot be processed.")
        case .gateway: ScriptedAWSError(500, "InternalServerErrorException", "Internal server error")
        }
    }

    static func expired(_ service: ScriptedAWSCall.Service) -> ScriptedAWSError {
        let isQuery = service == .iam || service == .sts
        return ScriptedAWSError(
            isQuery || service != .logs ? 403 : 400, isQuery ? "ExpiredToken" : "ExpiredTokenException",
            "The security token included in the request is expired")
    }

    static func skewed(_ service: ScriptedAWSCall.Service, signed: String) -> ScriptedAWSError {
        switch service {
        case .iam, .sts:
            ScriptedAWSError(403, "SignatureDoesNotMatch", "Signature expired: \(signed) is now earlier than allowed")
        case .logs, .lambda, .gateway:
            ScriptedAWSError(
                403, "InvalidSignatureException", "Signature expired: \(signed) is now earlier than allowed")
        }
    }
}
