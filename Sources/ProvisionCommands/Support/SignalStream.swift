internal import Glibc

/// Hears SIGINT and SIGTERM on a thread of its own.
///
/// The first signal is handed on, so that the run can end in order; the second ends the process at once.
package enum SignalStream {
    /// Blocks the signals in the calling thread, and so in those it makes later, and begins to wait for them.
    ///
    /// Call it before anything else makes a thread.
    package static func start() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            var set = sigset_t()
            unsafe sigemptyset(&set)
            unsafe sigaddset(&set, SIGINT)
            unsafe sigaddset(&set, SIGTERM)
            unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
            let context = unsafe Unmanaged.passRetained(Waiter(continuation: continuation))
            var thread = pthread_t()
            unsafe pthread_create(
                &thread, nil,
                { pointer in
                    guard let pointer = unsafe pointer else { return nil }
                    unsafe Unmanaged<Waiter>.fromOpaque(pointer).takeRetainedValue().wait()
                    return nil
                }, context.toOpaque())
            pthread_detach(thread)
        }
    }

    /// What the thread knows.
    private final class Waiter: Sendable {
        private let continuation: AsyncStream<Int32>.Continuation

        init(continuation: AsyncStream<Int32>.Continuation) { self.continuation = continuation }

        func wait() {
            var set = sigset_t()
            unsafe sigemptyset(&set)
            unsafe sigaddset(&set, SIGINT)
            unsafe sigaddset(&set, SIGTERM)
            var signal: Int32 = 0
            while unsafe sigwait(&set, &signal) == 0 {
                if case .terminated = continuation.yield(signal) { _exit(130) }
                continuation.finish()
            }
        }
    }
}
