import Glibc
import ProvisioningDomain
import SystemThreads

/// Performs numbered jobs on several threads and gives their results in the order of the numbers, with a bound on what is under way.
///
/// Threads of the system, not tasks: jobs read files and compress, which would keep the threads of Swift's pool from other work. All of
/// them have ended when ``run(jobs:threads:limit:weight:worker:_:)`` returns or throws.
@safe final class OrderedPool<Output: Sendable>: @unchecked Sendable {
    /// Performs the job with a number; each thread makes one of its own.
    typealias Worker = (Int) throws -> Output

    private let jobs: Int
    private let limit: Int
    private let weight: @Sendable (Int) -> Int
    private let makeWorker: @Sendable () throws -> Worker

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// Signalled when a result is there.
    private let isReady: UnsafeMutablePointer<pthread_cond_t>
    /// Signalled when there is room for another job.
    private let hasRoom: UnsafeMutablePointer<pthread_cond_t>
    // What follows is touched with the mutex held.
    private var taken = 0
    private var given = 0
    private var underWay = 0
    private var results: [Int: Result<Output, any Error>] = [:]
    private var isStopped = false

    private init(
        _ jobs: Int, _ limit: Int, _ weight: @escaping @Sendable (Int) -> Int,
        _ makeWorker: @escaping @Sendable () throws -> Worker
    ) {
        self.jobs = jobs
        self.limit = limit
        self.weight = weight
        self.makeWorker = makeWorker
        unsafe mutex = .allocate(capacity: 1)
        unsafe isReady = .allocate(capacity: 1)
        unsafe hasRoom = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(isReady, nil)
        unsafe pthread_cond_init(hasRoom, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(hasRoom)
        unsafe pthread_cond_destroy(isReady)
        unsafe pthread_mutex_destroy(mutex)
        unsafe hasRoom.deallocate()
        unsafe isReady.deallocate()
        unsafe mutex.deallocate()
    }

    /// Performs jobs while `body` takes their results.
    ///
    /// - Parameters:
    ///   - jobs: how many there are, numbered from 0.
    ///   - threads: how many threads perform them.
    ///   - limit: the most weight that jobs may have together from when they are taken up until their results are given; one job always may.
    ///   - weight: the weight of a job.
    ///   - worker: makes what a thread performs its jobs with.
    ///   - body: gets a function that gives the next result, or throws what its job threw.
    /// - Throws: what `body` throws; a `ProvisioningError` when the system gives no thread.
    static func run<Value>(
        jobs: Int, threads: Int, limit: Int, weight: @escaping @Sendable (Int) -> Int,
        worker: @escaping @Sendable () throws -> Worker, _ body: (() throws -> Output) throws -> Value
    ) throws -> Value {
        let pool = OrderedPool(jobs, limit, weight, worker)
        var handles: [pthread_t] = []
        defer {
            pool.stop()
            for handle in handles { pthread_join(handle, nil) }
        }
        for _ in 0..<min(max(threads, 1), jobs) {
            handles.append(try start { pool.work() })
        }
        return try body { try pool.next() }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) throws -> pthread_t {
        do throws(SystemThread.Unavailable) {
            return try SystemThread.start(body)
        } catch {
            throw ProvisioningError(
                .operation, code: "NoThread", "could not start a thread to compress with: error \(error.number)",
                hint: "Raise the limit of processes (ulimit -u), or run it again when the machine is less busy.")
        }
    }

    private func next() throws -> Output {
        let result = locked { () -> Result<Output, any Error>? in
            while given < jobs, results[given] == nil { unsafe pthread_cond_wait(isReady, mutex) }
            guard let result = results.removeValue(forKey: given) else { return nil }
            underWay -= weight(given)
            given += 1
            unsafe pthread_cond_broadcast(hasRoom)
            return result
        }
        // Nobody asks for more results than there are jobs.
        guard let result else { throw CancellationError() }
        return try result.get()
    }

    private func work() {
        let worker = Result { try makeWorker() }
        while let number = take() {
            let result = Result { try worker.get()(number) }
            locked {
                results[number] = result
                if number == given { unsafe pthread_cond_signal(isReady) }
            }
        }
    }

    private func take() -> Int? {
        locked {
            while !isStopped, taken < jobs, underWay > 0, underWay + weight(taken) > limit {
                unsafe pthread_cond_wait(hasRoom, mutex)
            }
            guard !isStopped, taken < jobs else { return nil }
            defer { taken += 1 }
            underWay += weight(taken)
            return taken
        }
    }

    private func stop() {
        locked {
            isStopped = true
            unsafe pthread_cond_broadcast(hasRoom)
        }
    }

    private func locked<Value>(_ body: () throws -> Value) rethrows -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body()
    }
}
