package import Glibc

/// Threads of the system, for work that waits in calls of the system or computes for long: the tasks of the program share as many threads
/// as the machine has cores, and none of those may be held up.
package enum SystemThread {
    /// The system gives no thread.
    package struct Unavailable: Error, Sendable, Equatable {
        /// The number of the error, as in errno(3).
        package var number: Int32
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread, which has to be joined or detached.
    ///
    /// It gets no signals: SIGINT must reach whoever waits for it, SIGPIPE must kill nobody.
    ///
    /// - Throws: ``Unavailable``; `body` is not run then.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(Unavailable) -> pthread_t {
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let work = unsafe Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let number = unsafe pthread_create(
            &thread, nil,
            { work in
                guard let work = unsafe work else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard number == 0 else {
            unsafe work.release()
            throw Unavailable(number: number)
        }
        return thread
    }

    /// Starts a thread that nobody waits for.
    ///
    /// - Throws: as ``start(_:)``.
    package static func detach(_ body: @escaping @Sendable () -> Void) throws(Unavailable) {
        pthread_detach(try start(body))
    }
}
