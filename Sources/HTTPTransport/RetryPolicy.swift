/// Decides whether and when a request is sent again: values in, a decision out.
///
/// The numbers are those of AWS's standard retry mode of 2026: full jitter over an exponential wait, a quota of tokens
/// that stops retry storms. Throttling counts against a deadline, not against the number of attempts.
package struct RetryPolicy: Sendable, Equatable {
    /// The first wait after a transient failure.
    package var transientBase: Duration = .milliseconds(50)
    /// The first wait after throttling.
    package var throttlingBase: Duration = .seconds(1)
    /// The longest wait, unless the server asks for more.
    package var maximumWait: Duration = .seconds(20)
    /// How often a request is sent at most when it fails for other reasons than throttling.
    package var maximumAttempts = 3
    /// How long after the first attempt a throttled request may still be sent again.
    package var throttlingDeadline: Duration = .seconds(300)
    /// The tokens of a full quota.
    package var quotaCapacity = 500
    package var transientCost = 14
    package var throttlingCost = 5

    package init() {}

    /// No request is sent twice.
    package static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        policy.throttlingDeadline = .zero
        return policy
    }

    /// How one attempt ended.
    package enum Outcome: Sendable, Equatable {
        case answer(RetryClass)
        case failure(HTTPTransportError)
    }

    /// What happened to a request so far, the attempt to be judged included.
    package struct History: Sendable, Equatable {
        /// Attempts that ended neither in a final answer nor in throttling.
        package var failures = 0
        package var throttles = 0
        /// The time since the first attempt began, or since the operation which the request is a part of.
        package var elapsed: Duration = .zero

        package init(failures: Int = 0, throttles: Int = 0, elapsed: Duration = .zero) {
            self.failures = failures
            self.throttles = throttles
            self.elapsed = elapsed
        }
    }

    package enum Decision: Sendable, Equatable {
        /// Give the caller what there is.
        case stop
        /// Wait, then send again, taking `cost` tokens from the quota.
        case retry(after: Duration, cost: Int)
    }

    /// Judges one attempt.
    ///
    /// - Parameters:
    ///   - outcome: How the attempt ended.
    ///   - history: All attempts so far, this one counted.
    ///   - isIdempotent: Whether the request may be carried out twice.
    ///   - tokens: What is left of the quota.
    ///   - jitter: A random number from 0 up to 1.
    package func decide(
        _ outcome: Outcome, history: History, isIdempotent: Bool, tokens: Int, jitter: Double
    ) -> Decision {
        switch outcome {
        case .answer(.final):
            return .stop
        case .answer(.throttled(let retryAfter)):
            return afterThrottling(history: history, retryAfter: retryAfter, tokens: tokens, jitter: jitter)
        case .answer(.transient(let retryAfter)):
            return afterFailure(history: history, retryAfter: retryAfter, tokens: tokens, jitter: jitter)
        case .answer(.uncertain(let retryAfter)):
            guard isIdempotent else { return .stop }
            return afterFailure(history: history, retryAfter: retryAfter, tokens: tokens, jitter: jitter)
        case .failure(let error):
            guard error.isTransient, isIdempotent || !error.requestMayHaveBeenProcessed else { return .stop }
            return afterFailure(history: history, retryAfter: nil, tokens: tokens, jitter: jitter)
        }
    }

    private func afterFailure(history: History, retryAfter: Duration?, tokens: Int, jitter: Double) -> Decision {
        guard history.failures < maximumAttempts, tokens >= transientCost else { return .stop }
        let wait = retryAfter ?? backoff(base: transientBase, count: history.failures) * jitter
        return .retry(after: wait, cost: transientCost)
    }

    /// An empty quota does not end a throttled request, as the deadline bounds it: it then waits at the slowest pace.
    private func afterThrottling(history: History, retryAfter: Duration?, tokens: Int, jitter: Double) -> Decision {
        let isPaidFor = tokens >= throttlingCost
        let longest = isPaidFor ? backoff(base: throttlingBase, count: history.throttles) : maximumWait
        let wait = retryAfter ?? longest * jitter
        guard history.elapsed + wait <= throttlingDeadline, throttlingDeadline > .zero else { return .stop }
        return .retry(after: wait, cost: isPaidFor ? throttlingCost : 0)
    }

    /// `base` doubled for each time after the first, at most `maximumWait`.
    private func backoff(base: Duration, count: Int) -> Duration {
        var wait = base
        for _ in 1..<max(count, 1) where wait < maximumWait { wait = wait * 2 }
        return min(wait, maximumWait)
    }
}
