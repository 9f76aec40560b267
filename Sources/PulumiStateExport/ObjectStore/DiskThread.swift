internal import SystemThreads

/// Threads that wait for the disk.
///
/// A write that is forced to the disk takes milliseconds, in which its thread sleeps. The tasks of the program share as many threads as
/// the machine has cores, so none of those may sleep; and a file system forces several files that are asked for side by side in about
/// the time of one.
enum DiskThread {
    /// Works on a thread of its own, which ends with the work; on the present one when there can be no more threads.
    ///
    /// A cancelled task waits for the end, too: what was done in the cloud is written down also then.
    ///
    /// - Throws: what the work throws.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job: @Sendable () -> Void = { continuation.resume(with: Result(catching: work)) }
            do throws(SystemThread.Unavailable) {
                try SystemThread.detach(job)
            } catch {
                job()
            }
        }
    }
}
