package import HTTPTransport

/// What an answer means for trying again.
///
/// Source: SDK reference guide, "Retry behavior".
package enum AWSRetryClass: Sendable, Equatable {
    /// Sent too often: wait longer; counts against the rate.
    case throttling
    /// The service's own trouble, likely to pass.
    case transient
    /// The signature's date was too far from AWS's clock: sign with the corrected time.
    case clockSkew
    /// The same request would fail again, or it succeeded.
    case permanent

    package static func of(_ response: HTTPResponse) -> AWSRetryClass {
        guard response.status >= 400 else { return .permanent }
        let parts = AWSErrorParts(response)
        let code = AWSErrorCode(parts.code ?? "")
        if AWSErrorCode.throttled.contains(code) || response.status == 429 { return .throttling }
        if AWSErrorCode.skewed.contains(code) { return .clockSkew }
        if AWSErrorCode.badSignature.contains(code) {
            return ["Signature expired", "Signature not yet current"].contains { parts.message.contains($0) }
                ? .clockSkew : .permanent
        }
        if AWSErrorCode.transient.contains(code) || [500, 502, 503, 504].contains(response.status) {
            return .transient
        }
        return .permanent
    }
}
