/// How fast requests may go to one service: as a value, times in, waits out.
///
/// There is no limit until the service throttles for the first time. Then requests go at half the pace that was too fast, one after the
/// other; each further throttle halves the pace again, at most once in ``settling``. While none comes the pace recovers, and when it
/// is twice what was too fast at first the limit is gone.
package struct AdaptiveLimiter: Sendable, Equatable {
    /// Requests a second; nil for no limit.
    package private(set) var rate: Double?
    /// The slowest pace, in requests a second.
    package var minimumRate = 0.5
    /// After the pace was halved, how long further throttles say nothing new: they answer requests sent before.
    package var settling: Duration = .milliseconds(500)

    /// The pace at the first throttle.
    private var ceiling = 0.0
    /// The moment from which on the next request may go.
    private var nextFree: Duration = .zero
    private var lastHalving: Duration?
    private var lastRaise: Duration = .zero
    /// The second that is counted, and the requests in it and in the one before.
    private var countedSecond: Int64 = 0
    private var count = 0
    private var previousCount = 0

    package init() {}

    /// Books the next request.
    ///
    /// - Parameter now: the time since any fixed moment.
    /// - Returns: how long to wait before it is sent.
    package mutating func reserve(at now: Duration) -> Duration {
        guard let rate else {
            note(now)
            return .zero
        }
        let start = max(now, nextFree)
        nextFree = start + .seconds(1 / rate)
        note(start)
        return start - now
    }

    /// The service said that there were too many requests.
    package mutating func throttled(at now: Duration) {
        if let lastHalving, now - lastHalving < settling { return }
        let pace = rate ?? Double(max(count, previousCount, 1))
        if rate == nil {
            ceiling = pace
            nextFree = now
        }
        rate = max(minimumRate, pace / 2)
        lastHalving = now
        lastRaise = now
    }

    /// The service took a request.
    package mutating func accepted(at now: Duration) {
        guard let rate, now - (lastHalving ?? now) >= settling else { return }
        let seconds = (now - lastRaise) / .seconds(1)
        guard seconds > 0 else { return }
        lastRaise = now
        let raised = rate + seconds * max(0.5, rate / 10)
        self.rate = raised >= ceiling * 2 ? nil : raised
    }

    private mutating func note(_ time: Duration) {
        let second = time.components.seconds
        if second != countedSecond {
            previousCount = second == countedSecond + 1 ? count : 0
            count = 0
            countedSecond = second
        }
        count += 1
    }
}
