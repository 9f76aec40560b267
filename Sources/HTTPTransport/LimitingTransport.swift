/// The limiter of one service, shared by everyone who sends to it.
package final class RequestLimiter: Sendable {
    private let state = MutexBox(AdaptiveLimiter())
    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch

    /// - Parameter clock: What waits are measured and slept on.
    package init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
        stopwatch = Stopwatch(clock)
    }

    /// The pace in force; nil for no limit.
    package var rate: Double? { state.withLock { $0.rate } }

    /// Waits until the next request may be sent.
    func admit() async throws {
        let now = stopwatch.elapsed
        let wait = state.withLock { $0.reserve(at: now) }
        if wait > .zero { try await clock.sleep(for: wait) }
    }

    /// Learns from an answer.
    func learn(isThrottled: Bool) {
        let now = stopwatch.elapsed
        state.withLock { isThrottled ? $0.throttled(at: now) : $0.accepted(at: now) }
    }
}

/// Keeps requests to the pace that the service bears.
///
/// Put it inside `RetryingTransport`, so that every attempt takes its turn, and around signing, so that dates are fresh.
package struct LimitingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let limiter: RequestLimiter
    private let isThrottled: @Sendable (HTTPResponse) -> Bool

    package init(
        wrapping inner: any HTTPTransport, limiter: RequestLimiter,
        isThrottled: @escaping @Sendable (HTTPResponse) -> Bool
    ) {
        self.inner = inner
        self.limiter = limiter
        self.isThrottled = isThrottled
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await limiter.admit()
        let response = try await inner.send(request)
        limiter.learn(isThrottled: isThrottled(response))
        return response
    }
}
