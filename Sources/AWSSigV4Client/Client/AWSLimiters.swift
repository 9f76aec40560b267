package import HTTPTransport

/// The limiters of all services: one for each service and region, and one for a service that all regions share.
package final class AWSLimiters: Sendable {
    private struct Place: Hashable {
        var service: AWSService
        var region: String
    }

    private let clock: any Clock<Duration>
    private let limiters = MutexBox<[Place: RequestLimiter]>([:])

    /// - Parameter clock: What waits are measured and slept on.
    package init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

    /// The limiter of a service in a region.
    package func limiter(of service: AWSService, region: String) -> RequestLimiter {
        let place = Place(service: service, region: service.isGlobal ? "" : region)
        return limiters.withLock { limiters in
            if let limiter = limiters[place] { return limiter }
            let limiter = RequestLimiter(clock: clock)
            limiters[place] = limiter
            return limiter
        }
    }
}
