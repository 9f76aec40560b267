package import ProvisioningDomain

/// A wall clock that moves by a fixed step at each look, so that every moment of a test is known and none is twice.
package final class FixedClock: WallClock, Sendable {
    private let time: LockedBox<Timestamp>
    private let step: Int64

    /// Makes a clock.
    ///
    /// - Parameter stepMilliseconds: how far it moves at each look.
    package init(_ start: Timestamp = Timestamp(seconds: 1_800_000_000), stepMilliseconds: Int64 = 1) {
        time = LockedBox(start)
        step = stepMilliseconds * 1_000_000
    }

    package func now() -> Timestamp {
        time.withLock { time in
            let now = time
            time.nanoseconds += step
            return now
        }
    }
}
