/// A clock that stands still until someone sleeps on it: a sleep moves it forward at once and is recorded.
package final class TestClock: Clock, Sendable {
    /// A moment, as the time since the clock was made.
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package init(offset: Duration) { self.offset = offset }

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        package func duration(to other: Instant) -> Duration { other.offset - offset }

        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleeps: [Duration] = []
    }

    private let state = LockedBox(State())

    package init() {}

    package var now: Instant { state.withLock { $0.now } }

    package var minimumResolution: Duration { .nanoseconds(1) }

    /// The lengths of all sleeps so far, in order.
    package var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Moves the clock forward without a sleep.
    package func advance(by duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
    }

    /// Records the sleep and moves the clock to `deadline`.
    ///
    /// - Throws: `CancellationError` when the task was cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            let length = state.now.duration(to: deadline)
            state.sleeps.append(length)
            if length > .zero { state.now = deadline }
        }
        await Task.yield()
    }
}
