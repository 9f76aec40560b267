/// What one answer means for trying again.
package enum RetryClass: Sendable, Equatable {
    /// The answer is for the caller, be it success or an error that stays.
    case final
    /// The server failed before it acted; the same request may succeed soon.
    case transient(retryAfter: Duration?)
    /// The server failed and may have acted: only an idempotent request is sent again.
    case uncertain(retryAfter: Duration?)
    /// The caller is too fast.
    case throttled(retryAfter: Duration?)
}

extension RetryClass {
    /// Judges by the status alone.
    ///
    /// 429 is throttling; 408 and 503 are transient; 500, 502 and 504 are uncertain (RFC 9110 section 15). Services
    /// with error codes in the body give `RetryingTransport` a closure that looks there first.
    package static func byStatus(_ response: HTTPResponse) -> RetryClass {
        let retryAfter = response.retryAfter
        return switch response.status {
        case 429: .throttled(retryAfter: retryAfter)
        case 408, 503: .transient(retryAfter: retryAfter)
        case 500, 502, 504: .uncertain(retryAfter: retryAfter)
        default: .final
        }
    }
}

extension HTTPResponse {
    /// The wait the server asks for: `x-amz-retry-after` (milliseconds) or `Retry-After` (seconds, RFC 9110 section
    /// 10.2.3; the date form is ignored).
    package var retryAfter: Duration? {
        func number(_ name: String) -> Int? {
            guard let text = headers.first(name), let value = Int(text), value >= 0, value <= 86_400_000 else {
                return nil
            }
            return value
        }
        if let milliseconds = number("x-amz-retry-after") { return .milliseconds(milliseconds) }
        return number("Retry-After").map { .seconds($0) }
    }
}
