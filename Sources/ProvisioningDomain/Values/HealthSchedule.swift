/// When a component is asked whether it is healthy: at once, then after 250 ms, twice as long each time up to 5 s, and once at the end
/// of its grace.
public struct HealthSchedule: Sendable, Hashable {
    /// The time from the first question to the last.
    public var grace: Duration

    private static let first = Duration.milliseconds(250)
    private static let longest = Duration.seconds(5)

    /// Makes a schedule.
    public init(grace: Duration) { self.grace = grace }

    /// The pause before the next question; nil when the grace is over.
    ///
    /// - Parameters:
    ///   - attempts: how many questions there were.
    ///   - elapsed: the time since the first began.
    public func pause(afterAttempts attempts: Int, elapsed: Duration) -> Duration? {
        guard elapsed < grace else { return nil }
        var pause = Self.first
        for _ in 1..<max(1, attempts) where pause < Self.longest { pause *= 2 }
        return min(pause, Self.longest, grace - elapsed)
    }

    /// How long a question that is asked now may take: what is left of the grace, at least 2 s and at most 30 s, after which
    /// API Gateway gives up, too.
    public func limit(elapsed: Duration) -> Duration {
        min(max(grace - elapsed, .seconds(2)), .seconds(30))
    }
}
