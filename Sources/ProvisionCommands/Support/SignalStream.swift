internal import Glibc
internal import Synchronization

/// Hears SIGINT and SIGTERM, whichever thread they reach.
///
/// The first signal is handed on, so that the run can end in order; the second ends the process at once. A mask would not do:
/// the runtime has made threads before this begins, and a signal goes to any thread that does not block it.
package enum SignalStream {
    /// Where the handler writes the signal's number; -1 before `start`.
    private static let writeEnd = Atomic<Int32>(-1)

    /// Begins to hear the signals; without a pipe or a thread they keep their usual effect.
    package static func start() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else { return continuation.finish() }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            writeEnd.store(ends[1], ordering: .releasing)
            let context = unsafe Unmanaged.passRetained(Waiter(readEnd: ends[0], continuation: continuation))
            var thread = pthread_t()
            let status = unsafe pthread_create(
                &thread, nil,
                { pointer in
                    guard let pointer = unsafe pointer else { return nil }
                    unsafe Unmanaged<Waiter>.fromOpaque(pointer).takeRetainedValue().wait()
                    return nil
                }, context.toOpaque())
            guard status == 0 else {
                unsafe context.release()
                return continuation.finish()
            }
            pthread_detach(thread)
            // A reader that goes away, as `head` does, must not end a run in its middle.
            _ = signal(SIGPIPE, SIG_IGN)
            for number in [SIGINT, SIGTERM] { _ = signal(number) { SignalStream.handle($0) } }
        }
    }

    /// Runs in the signal handler: it may only do what signal-safety(7) allows.
    private static func handle(_ number: Int32) {
        let error = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = unsafe write(writeEnd.load(ordering: .acquiring), &byte, 1)
        errno = error
    }

    /// What the thread knows.
    private final class Waiter: Sendable {
        private let readEnd: Int32
        private let continuation: AsyncStream<Int32>.Continuation

        init(readEnd: Int32, continuation: AsyncStream<Int32>.Continuation) {
            self.readEnd = readEnd
            self.continuation = continuation
        }

        func wait() {
            var byte: UInt8 = 0
            while true {
                let count = unsafe read(readEnd, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1 else { return }
                if case .terminated = continuation.yield(Int32(byte)) { _exit(130) }
                continuation.finish()
            }
        }
    }
}
