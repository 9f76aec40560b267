/// Holds a scripted answer back until the test opens it.
package final class ServerGate: Sendable {
    private struct State {
        var isOpen = false
        var reached: [CheckedContinuation<Void, Never>] = []
        var arrivals = 0
    }

    private let state = LockedBox(State())

    package init() {}

    /// Lets every answer that waits here, now or later, go on.
    package func open() { state.withLock { $0.isOpen = true } }

    /// Suspends until at least one answer waits, or has waited, at this gate.
    package func waitForArrival() async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.arrivals == 0 { state.reached.append(continuation) }
                return state.arrivals > 0
            }
            if isReached { continuation.resume() }
        }
    }

    /// Blocks a thread of the server until the gate is open.
    func block() {
        let waiting = state.withLock { state in
            state.arrivals += 1
            defer { state.reached = [] }
            return state.reached
        }
        for continuation in waiting { continuation.resume() }
        state.wait { $0.isOpen }
    }
}
