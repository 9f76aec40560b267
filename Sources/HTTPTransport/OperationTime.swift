/// How long the operation lasts already which the current task works on.
///
/// One operation may need many requests. What a service delays, by throttling or by not knowing yet what another service made, counts
/// against the one deadline of the operation, not against one of each request.
package enum OperationTime {
    @TaskLocal private static var stopwatch: Stopwatch?

    /// The time since the operation began; nil outside of one.
    package static var elapsed: Duration? { stopwatch?.elapsed }

    /// Performs an operation whose time is measured.
    package static func measured<Result>(
        on clock: any Clock<Duration>, _ operation: () async throws -> Result
    ) async rethrows -> Result {
        try await $stopwatch.withValue(Stopwatch(clock)) { try await operation() }
    }
}
