internal import Glibc

/// Threads that wait for the disk.
///
/// A write that is forced to the disk takes milliseconds, in which its thread sleeps. The tasks of the program share as many threads as
/// the machine has cores, so none of those may sleep; and a file system forces several files that are asked for side by side in about
/// the time of one.
enum DiskThread {
    private final class Job: Sendable {
        private let work: @Sendable () -> Void

        init(_ work: @escaping @Sendable () -> Void) { self.work = work }

        func perform() { work() }
    }

    /// Works on a thread of its own, which ends with the work; on the present one when there can be no more threads.
    ///
    /// A cancelled task waits for the end, too: what was done in the cloud is written down also then.
    ///
    /// - Throws: what the work throws.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start(Job { continuation.resume(with: Result(catching: work)) })
        }
    }

    private static func start(_ job: Job) {
        // Signals are for the other threads.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let context = unsafe Unmanaged.passRetained(job)
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Job>.fromOpaque(context).takeRetainedValue().perform()
                return nil
            }, context.toOpaque())
        if status == 0 {
            pthread_detach(thread)
        } else {
            unsafe context.release()
            job.perform()
        }
    }
}
