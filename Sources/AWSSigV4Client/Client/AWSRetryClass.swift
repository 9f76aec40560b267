package import HTTPTransport

/// What an answer means for trying again.
///
/// Source: SDK reference guide, "Retry behavior".
package enum AWSRetryClass: Sendable, Equatable {
    /// Sent too often: wait longer; counts against the rate.
    case throttling
    /// Another change of what the resource belongs to is under way, so nothing was done: the same request succeeds soon.
    case busy
    /// The service's own trouble, likely to pass.
    case transient
    /// The signature's date was too far from AWS's clock: sign with the corrected time.
    case clockSkew
    /// The same request would fail again, or it succeeded.
    case permanent

    package static func of(_ response: HTTPResponse) -> AWSRetryClass {
        of(response, AWSErrorParts(response))
    }

    /// The answer's class for `RetryingTransport`, with the wait that the service asked for.
    ///
    /// A request that failed inside the service may have been carried out, so only idempotent ones are sent again;
    /// one that was refused for its date, or because the service is unavailable, was not.
    package static func retryClass(of response: HTTPResponse) -> RetryClass {
        guard response.status >= 400 else { return .final }
        let parts = AWSErrorParts(response)
        let wait = response.retryAfter ?? parts.retryAfter.map { Duration.seconds($0) }
        return switch of(response, parts) {
        // Waits as long as throttling does, though the pace of requests is not to blame.
        case .throttling, .busy: .throttled(retryAfter: wait)
        case .clockSkew: .transient(retryAfter: nil)
        case .transient: response.status == 503 ? .transient(retryAfter: wait) : .uncertain(retryAfter: wait)
        case .permanent: .final
        }
    }

    private static func of(_ response: HTTPResponse, _ parts: AWSErrorParts) -> AWSRetryClass {
        guard response.status >= 400 else { return .permanent }
        let code = AWSErrorCode(parts.code ?? "")
        if AWSErrorCode.throttled.contains(code) || response.status == 429 { return .throttling }
        // API Gateway, also while it deploys a stage: "Unable to complete operation due to concurrent modification.
        // Please try again later."
        if code == .conflict, parts.message.contains("try again later") { return .busy }
        if AWSErrorCode.busy.contains(code) { return .busy }
        if AWSErrorCode.skewed.contains(code) { return .clockSkew }
        if AWSErrorCode.badSignature.contains(code) {
            let isDated = ["Signature expired", "Signature not yet current"].contains { parts.message.hasPrefix($0) }
            return isDated ? .clockSkew : .permanent
        }
        if AWSErrorCode.transient.contains(code) || [500, 502, 503, 504].contains(response.status) {
            return .transient
        }
        return .permanent
    }
}
