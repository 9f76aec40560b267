internal import Glibc

/// A POSIX thread that runs one closure and can be joined.
final class ServerThread: @unchecked Sendable {
    private final class Work {
        let body: () -> Void

        init(_ body: @escaping () -> Void) { self.body = body }
    }

    private var thread = pthread_t()

    /// - Throws: `LoopbackSocket.Failure` when the system has no thread left.
    init(_ body: @escaping @Sendable () -> Void) throws {
        let work = unsafe Unmanaged.passRetained(Work(body))
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let work = unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                work.body()
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            unsafe work.release()
            throw LoopbackSocket.Failure(call: "pthread_create", number: status)
        }
    }

    /// Blocks until the closure has returned; call it once.
    func join() { pthread_join(thread, nil) }
}
