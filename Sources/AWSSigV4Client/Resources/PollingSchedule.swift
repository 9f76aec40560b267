/// How long to wait between two looks at a resource: 100 ms, twice as long each time, at most 2 s, until a deadline.
struct PollingSchedule: Sendable, Equatable {
    /// The first pause.
    var first: Duration = .milliseconds(100)
    /// The longest pause.
    var longest: Duration = .seconds(2)
    /// The time after which there is no further look.
    var deadline: Duration = .seconds(300)

    /// The pause before the next look; nil when the deadline is over.
    ///
    /// - Parameters:
    ///   - looks: how many looks there were.
    ///   - elapsed: the time since the first of them.
    func pause(afterLooks looks: Int, elapsed: Duration) -> Duration? {
        guard elapsed < deadline else { return nil }
        var pause = first
        for _ in 1..<max(1, looks) where pause < longest { pause *= 2 }
        return min(pause, longest, deadline - elapsed)
    }
}
