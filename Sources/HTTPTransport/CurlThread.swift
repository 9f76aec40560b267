internal import Glibc

/// A thread of libcurl's own.
///
/// Signals are for the other threads: SIGINT must reach whoever waits for it, SIGPIPE must kill nobody.
enum CurlThread {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread.
    ///
    /// - Returns: nil, or why no thread could be started; `body` is not run then.
    static func start(_ body: @escaping @Sendable () -> Void) -> String? {
        let context = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context)
        guard status == 0 else {
            unsafe Unmanaged<Work>.fromOpaque(context).release()
            return "no thread could be started (errno \(status))"
        }
        pthread_detach(thread)
        return nil
    }
}
