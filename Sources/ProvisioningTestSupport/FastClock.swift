/// A clock that runs faster than the real one, for tests of waits that many tasks share.
package struct FastClock: Clock, Sendable {
    /// A moment, as the time since the clock was made.
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        package func duration(to other: Instant) -> Duration { other.offset - offset }

        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let start = ContinuousClock.now
    private let factor: Int

    /// - Parameter factor: How many seconds pass in a real one.
    package init(factor: Int) { self.factor = factor }

    package var now: Instant { Instant(offset: (ContinuousClock.now - start) * factor) }

    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let real = ContinuousClock.now.advanced(by: now.duration(to: deadline) / factor)
        try await ContinuousClock().sleep(until: real, tolerance: tolerance)
    }
}
