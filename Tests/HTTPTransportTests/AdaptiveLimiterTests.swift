import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("AdaptiveLimiter") struct AdaptiveLimiterTests {
    /// A limiter after `count` requests in the first second and a throttle at its end.
    private func throttled(after count: Int) -> AdaptiveLimiter {
        var limiter = AdaptiveLimiter()
        for index in 0..<count { _ = limiter.reserve(at: .milliseconds(index)) }
        limiter.throttled(at: .milliseconds(999))
        return limiter
    }

    @Test("there is no limit before the first throttle")
    func noLimit() {
        var limiter = AdaptiveLimiter()
        for index in 0..<1000 { #expect(limiter.reserve(at: .microseconds(index)) == .zero) }
        limiter.accepted(at: .seconds(5))
        #expect(limiter.rate == nil)
    }

    @Test(
        "the first throttle halves the pace that was too fast", arguments: [(20, 10.0), (7, 3.5), (1, 0.5), (0, 0.5)])
    func firstThrottle(count: Int, rate: Double) {
        #expect(throttled(after: count).rate == rate)
    }

    @Test("requests go one after the other at the pace")
    func pace() {
        var limiter = throttled(after: 20)
        let waits = (0..<4).map { _ in limiter.reserve(at: .milliseconds(999)) }
        #expect(waits == [.zero, .milliseconds(100), .milliseconds(200), .milliseconds(300)])
        #expect(limiter.reserve(at: .seconds(9)) == .zero)
        #expect(limiter.reserve(at: .seconds(9)) == .milliseconds(100))
    }

    @Test("throttles that answer earlier requests count once; later ones halve again, down to the slowest pace")
    func halves() {
        var limiter = throttled(after: 20)
        limiter.throttled(at: .milliseconds(1200))
        #expect(limiter.rate == 10)
        limiter.throttled(at: .milliseconds(1500))
        #expect(limiter.rate == 5)
        for second in 2..<10 { limiter.throttled(at: .seconds(second)) }
        #expect(limiter.rate == 0.5)
    }

    @Test("the pace recovers while requests are taken, and the limit goes")
    func recovers() {
        var limiter = throttled(after: 20)
        limiter.accepted(at: .milliseconds(1100))
        #expect(limiter.rate == 10)
        limiter.accepted(at: .milliseconds(1999))
        #expect(limiter.rate == 11)
        var seconds = 2
        while limiter.rate != nil, seconds < 100 {
            limiter.accepted(at: .seconds(seconds))
            seconds += 1
        }
        #expect(limiter.rate == nil)
        #expect((10...25).contains(seconds))
        #expect(limiter.reserve(at: .seconds(100)) == .zero)
        limiter.throttled(at: .seconds(100))
        #expect(limiter.rate == 0.5, "the pace is measured anew")
    }

    @Test("the transport waits for its turn and learns from every answer")
    func transport() async throws {
        let clock = TestClock()
        let limiter = RequestLimiter(clock: clock)
        let inner = InMemoryTransport(script: [
            .success(HTTPResponse(status: 200)), .success(HTTPResponse(status: 429)),
            .success(HTTPResponse(status: 200)), .success(HTTPResponse(status: 200)),
        ])
        let transport = LimitingTransport(wrapping: inner, limiter: limiter) { $0.status == 429 }
        for _ in 0..<4 { _ = try await transport.send(HTTPRequest(url: "https://h/")) }
        #expect(limiter.rate != nil)
        #expect(clock.sleeps == [.seconds(1)])
        #expect(inner.requests.count == 4)
    }
}
