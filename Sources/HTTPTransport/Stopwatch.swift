/// Measures elapsed time on a clock whose instants have no name.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
    }

    /// The time since the stopwatch was made.
    var elapsed: Duration { read() }
}
