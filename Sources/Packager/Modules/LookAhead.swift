import Glibc
import SystemThreads

/// Performs announced jobs on threads of the system while the results of others are used; who asks for a result helps.
///
/// A job is performed at most once between two questions for its result. All threads have ended when
/// ``run(threads:perform:_:)`` returns or throws.
@safe final class LookAhead<Output: Sendable>: @unchecked Sendable {
    private enum State {
        case waiting
        case underWay
        case done(Result<Output, any Error>)
    }

    private let perform: @Sendable (Int) throws -> Output
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// Broadcast when a job is there or done.
    private let hasChanged: UnsafeMutablePointer<pthread_cond_t>
    // What follows is touched with the mutex held.
    private var states: [Int: State] = [:]
    private var queue: [Int] = []
    private var next = 0
    private var isStopped = false

    private init(_ perform: @escaping @Sendable (Int) throws -> Output) {
        self.perform = perform
        unsafe mutex = .allocate(capacity: 1)
        unsafe hasChanged = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(hasChanged, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(hasChanged)
        unsafe pthread_mutex_destroy(mutex)
        unsafe hasChanged.deallocate()
        unsafe mutex.deallocate()
    }

    /// Performs jobs while `body` uses their results.
    ///
    /// - Parameters:
    ///   - threads: how many threads there are, that of the caller among them. When the system gives none, the caller performs the jobs.
    ///   - perform: performs the job with a number.
    ///   - body: announces jobs and asks for their results.
    /// - Throws: what `body` throws.
    static func run<Value>(
        threads: Int, perform: @escaping @Sendable (Int) throws -> Output, _ body: (LookAhead) throws -> Value
    ) rethrows -> Value {
        let ahead = LookAhead(perform)
        var handles: [pthread_t] = []
        defer {
            ahead.stop()
            for handle in handles { pthread_join(handle, nil) }
        }
        while handles.count < threads - 1, let handle = try? SystemThread.start({ ahead.work() }) {
            handles.append(handle)
        }
        return try body(ahead)
    }

    /// Says that the result of a job will be asked for.
    func announce(_ job: Int) {
        locked {
            guard states[job] == nil else { return }
            states[job] = .waiting
            queue.append(job)
            unsafe pthread_cond_signal(hasChanged)
        }
    }

    /// The result of a job, announced or not.
    ///
    /// - Throws: what the job throws.
    func result(_ job: Int) throws -> Output {
        while true {
            let found = locked { () -> (result: Result<Output, any Error>?, other: Int?) in
                while true {
                    if case .done(let result) = states[job] {
                        states[job] = nil
                        return (result, nil)
                    }
                    guard case .underWay = states[job] else {
                        states[job] = .underWay
                        return (nil, nil)
                    }
                    if let other = take() { return (nil, other) }
                    unsafe pthread_cond_wait(hasChanged, mutex)
                }
            }
            if let result = found.result { return try result.get() }
            complete(found.other ?? job)
        }
    }

    private func work() {
        while true {
            let job = locked { () -> Int? in
                while !isStopped {
                    if let job = take() { return job }
                    unsafe pthread_cond_wait(hasChanged, mutex)
                }
                return nil
            }
            guard let job else { return }
            complete(job)
        }
    }

    /// Performs a job that is marked as under way.
    private func complete(_ job: Int) {
        let result = Result { try perform(job) }
        locked {
            states[job] = .done(result)
            unsafe pthread_cond_broadcast(hasChanged)
        }
    }

    /// Takes up the next job that nobody does; the mutex is held.
    private func take() -> Int? {
        while next < queue.count {
            let job = queue[next]
            next += 1
            if case .waiting = states[job] {
                states[job] = .underWay
                return job
            }
        }
        return nil
    }

    private func stop() {
        locked {
            isStopped = true
            unsafe pthread_cond_broadcast(hasChanged)
        }
    }

    private func locked<Value>(_ body: () throws -> Value) rethrows -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body()
    }
}
