/// What a service answered instead of doing what it was asked to.
package struct AWSServiceError: Error, Sendable, Equatable {
    package var service: AWSService
    /// The operation, such as `CreateFunction`.
    package var operation: String
    /// The HTTP status.
    package var statusCode: Int
    package var code: AWSErrorCode
    /// The service's own words; empty when there were none.
    package var message: String
    /// What AWS support asks for.
    package var requestID: String?
    /// Seconds after which the service may be asked again, if it said so.
    package var retryAfter: Int?

    package init(
        service: AWSService, operation: String, statusCode: Int, code: AWSErrorCode, message: String = "",
        requestID: String? = nil, retryAfter: Int? = nil
    ) {
        self.service = service
        self.operation = operation
        self.statusCode = statusCode
        self.code = code
        self.message = message
        self.requestID = requestID
        self.retryAfter = retryAfter
    }

    /// The resource doesn't exist.
    package var isNotFound: Bool { AWSErrorCode.absent.contains(code) }
    /// A resource of that name exists, as far as the code tells (Lambda and API Gateway say conflict for this, too).
    package var isAlreadyExists: Bool { AWSErrorCode.present.contains(code) }
    /// The resource is busy or in another state than the operation needs.
    package var isConflict: Bool {
        [.resourceConflict, .resourceInUse, .conflict, .deleteConflict, .concurrentModification, .operationAborted]
            .contains(code)
    }
    /// The revision named in the request is no longer the current one.
    package var isPreconditionFailed: Bool { code == .preconditionFailed || statusCode == 412 }
    package var isThrottling: Bool { AWSErrorCode.throttled.contains(code) || statusCode == 429 }
    /// The signature's date was too far from AWS's clock.
    package var isClockSkew: Bool {
        AWSErrorCode.skewed.contains(code) || AWSErrorCode.badSignature.contains(code) && message.saysSignatureDate
    }
    /// A limit of the account or the service is reached, and waiting does not help.
    package var isQuotaExceeded: Bool { AWSErrorCode.exhausted.contains(code) }
    package var isAccessDenied: Bool { AWSErrorCode.denied.contains(code) }
    /// The credentials are expired, unknown or signed wrongly.
    package var isAuthenticationFailure: Bool {
        AWSErrorCode.badCredentials.contains(code) || AWSErrorCode.badSignature.contains(code) && !isClockSkew
    }
}

extension String {
    /// Whether it is what IAM and Lambda say of a signature whose date is off.
    fileprivate var saysSignatureDate: Bool {
        hasPrefix("Signature expired") || hasPrefix("Signature not yet current")
    }
}

extension AWSServiceError: CustomStringConvertible {
    package var description: String {
        var text = "AWS \(service) refused \(operation): \(code) (HTTP \(statusCode))"
        if !message.isEmpty { text += ": \(message)" }
        if let requestID { text += " [request id \(requestID)]" }
        if let advice { text += "; \(advice)" }
        return text
    }

    /// What the user can do, where the code tells.
    private var advice: String? {
        // Their errors are of the user's sign-in; no policy and no key of the caller would mend them.
        if [.sso, .ssoOIDC].contains(service) { return nil }
        if isAccessDenied {
            guard let denial else { return "allow the action in an IAM policy of the caller" }
            return "add the statement \(denial.statement) to a policy of \(denial.principal)"
        }
        if [.expiredToken, .expiredTokenException].contains(code) { return "get new temporary credentials" }
        if isClockSkew { return "set this machine's clock" }
        if AWSErrorCode.badCredentials.contains(code) {
            return
                "check the access key and the session token; keys of another partition (China: cn-*, GovCloud: us-gov-*) are "
                + "unknown here, so check the region, too"
        }
        if AWSErrorCode.badSignature.contains(code) { return "check the secret access key" }
        if code == .codeStorageExceeded {
            return
                "delete functions and old versions that nothing uses, or ask for a higher quota of code storage in Service Quotas"
        }
        if isQuotaExceeded { return "delete what is not used, or ask for a higher quota in Service Quotas" }
        if isThrottling { return "try again later or ask for a higher quota" }
        return nil
    }
}
