internal import HTTPTransport

/// Waits for the cloud on an injected clock.
///
/// The deadline is that of the operation on the resource, if one is measured: several waits share it.
struct ResourceWaiter: Sendable {
    /// The clock.
    let clock: any Clock<Duration>
    /// When to look.
    var schedule = PollingSchedule()

    /// The same for at most half a minute: for what either comes soon, as AWS spreads a change, or never.
    var brief: ResourceWaiter {
        var waiter = self
        waiter.schedule.deadline = min(schedule.deadline, .seconds(30))
        return waiter
    }

    /// Tries an operation again while its error is one that passes by itself; throws the last error at the deadline.
    func retry<Value>(
        while isPassing: (AWSServiceError) -> Bool, _ operation: () async throws -> Value
    ) async throws -> Value {
        try await Self.retry(on: clock, schedule, while: isPassing, operation)
    }

    /// Looks again while a value is not final.
    ///
    /// - Returns: the first final value, or the last one at the deadline.
    func poll<Value>(
        from first: Value, while isWaiting: (Value) throws -> Bool, _ look: () async throws -> Value
    ) async throws -> Value {
        try await Self.poll(on: clock, schedule, from: first, while: isWaiting, look)
    }

    private static func retry<C: Clock, Value>(
        on clock: C, _ schedule: PollingSchedule, while isPassing: (AWSServiceError) -> Bool,
        _ operation: () async throws -> Value
    ) async throws -> Value where C.Duration == Duration {
        let start = clock.now
        var tries = 0
        while true {
            do {
                return try await operation()
            } catch let error as AWSServiceError where isPassing(error) {
                tries += 1
                guard
                    let pause = schedule.pause(
                        afterLooks: tries, elapsed: OperationTime.elapsed ?? start.duration(to: clock.now))
                else {
                    throw error
                }
                try await clock.sleep(for: pause)
            }
        }
    }

    private static func poll<C: Clock, Value>(
        on clock: C, _ schedule: PollingSchedule, from first: Value, while isWaiting: (Value) throws -> Bool,
        _ look: () async throws -> Value
    ) async throws -> Value where C.Duration == Duration {
        let start = clock.now
        var value = first
        var looks = 1
        while try isWaiting(value) {
            guard
                let pause = schedule.pause(
                    afterLooks: looks, elapsed: OperationTime.elapsed ?? start.duration(to: clock.now))
            else {
                return value
            }
            try await clock.sleep(for: pause)
            value = try await look()
            looks += 1
        }
        return value
    }
}
