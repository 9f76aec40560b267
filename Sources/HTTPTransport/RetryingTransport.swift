/// Sends a request again as a `RetryPolicy` decides.
///
/// After the last attempt the caller gets its answer or error unchanged.
package struct RetryingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let policy: RetryPolicy
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double
    private let classify: @Sendable (HTTPResponse) -> RetryClass
    private let onRetry: @Sendable (Retry) -> Void
    private let quota: MutexBox<RetryQuota>

    /// One decision to send a request again, for progress output.
    package struct Retry: Sendable, Equatable {
        package var request: HTTPRequest
        package var outcome: RetryPolicy.Outcome
        package var wait: Duration
        /// The number of the attempt that ended, from 1.
        package var attempt: Int
    }

    /// - Parameters:
    ///   - jitter: Gives a random number from 0 up to 1.
    ///   - classify: Judges an answer, looking at error codes in its body where the service has them.
    ///   - onRetry: Told of each retry before the wait.
    package init(
        wrapping inner: any HTTPTransport, policy: RetryPolicy = RetryPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        classify: @escaping @Sendable (HTTPResponse) -> RetryClass = RetryClass.byStatus,
        onRetry: @escaping @Sendable (Retry) -> Void = { _ in }
    ) {
        self.inner = inner
        self.policy = policy
        self.clock = clock
        self.jitter = jitter
        self.classify = classify
        self.onRetry = onRetry
        quota = MutexBox(RetryQuota(capacity: policy.quotaCapacity))
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let stopwatch = Stopwatch(clock)
        var history = RetryPolicy.History()
        var lastCost = 0
        while true {
            let result: Result<HTTPResponse, HTTPTransportError>
            do {
                result = .success(try await inner.send(request))
            } catch let error as HTTPTransportError {
                result = .failure(error)
            }
            let outcome = judge(result)
            history.count(outcome)
            history.elapsed = OperationTime.elapsed ?? stopwatch.elapsed
            let decision = policy.decide(
                outcome, history: history, isIdempotent: request.isIdempotent,
                tokens: quota.withLock { $0.tokens }, jitter: jitter())
            guard case .retry(let wait, let cost) = decision else {
                if outcome == .answer(.final) { quota.withLock { $0.succeed(lastCost: lastCost) } }
                return try result.get()
            }
            quota.withLock { $0.take(cost) }
            lastCost = cost
            let attempt = history.failures + history.throttles
            onRetry(Retry(request: request, outcome: outcome, wait: wait, attempt: attempt))
            try await clock.sleep(for: wait)
        }
    }

    private func judge(_ result: Result<HTTPResponse, HTTPTransportError>) -> RetryPolicy.Outcome {
        switch result {
        case .success(let response): .answer(classify(response))
        case .failure(let error): .failure(error)
        }
    }
}

extension RetryPolicy.History {
    /// Counts one attempt.
    fileprivate mutating func count(_ outcome: RetryPolicy.Outcome) {
        if case .answer(.throttled) = outcome { throttles += 1 } else { failures += 1 }
    }
}
