import HTTPTransport
import Testing

@Suite("RetryPolicy")
struct RetryPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var outcome: RetryPolicy.Outcome
        var history = RetryPolicy.History(failures: 1)
        var isIdempotent = false
        var tokens = 500
        var jitter = 1.0
        var decision: RetryPolicy.Decision

        var testDescription: String { name }
    }

    static let answers: [Case] = [
        Case(name: "final answer", outcome: .answer(.final), decision: .stop),
        Case(
            name: "first transient answer", outcome: .answer(.transient(retryAfter: nil)),
            decision: .retry(after: .milliseconds(50), cost: 14)),
        Case(
            name: "second transient answer doubles", outcome: .answer(.transient(retryAfter: nil)),
            history: .init(failures: 2), decision: .retry(after: .milliseconds(100), cost: 14)),
        Case(
            name: "third transient answer is the last", outcome: .answer(.transient(retryAfter: nil)),
            history: .init(failures: 3), decision: .stop),
        Case(
            name: "jitter scales the wait", outcome: .answer(.transient(retryAfter: nil)), jitter: 0.5,
            decision: .retry(after: .milliseconds(25), cost: 14)),
        Case(
            name: "Retry-After wins over the backoff", outcome: .answer(.transient(retryAfter: .seconds(7))), jitter: 0,
            decision: .retry(after: .seconds(7), cost: 14)),
        Case(
            name: "transient answer without tokens", outcome: .answer(.transient(retryAfter: nil)), tokens: 13,
            decision: .stop),
        Case(name: "uncertain answer, not idempotent", outcome: .answer(.uncertain(retryAfter: nil)), decision: .stop),
        Case(
            name: "uncertain answer, idempotent", outcome: .answer(.uncertain(retryAfter: nil)), isIdempotent: true,
            decision: .retry(after: .milliseconds(50), cost: 14)),
    ]

    static let throttles: [Case] = [
        Case(
            name: "first throttle", outcome: .answer(.throttled(retryAfter: nil)), history: .init(throttles: 1),
            decision: .retry(after: .seconds(1), cost: 5)),
        Case(
            name: "fourth throttle goes on", outcome: .answer(.throttled(retryAfter: nil)),
            history: .init(throttles: 4, elapsed: .seconds(9)), decision: .retry(after: .seconds(8), cost: 5)),
        Case(
            name: "hundredth throttle is capped", outcome: .answer(.throttled(retryAfter: nil)),
            history: .init(throttles: 100, elapsed: .seconds(100)), decision: .retry(after: .seconds(20), cost: 5)),
        Case(
            name: "throttle past the deadline", outcome: .answer(.throttled(retryAfter: nil)),
            history: .init(throttles: 6, elapsed: .seconds(281)), decision: .stop),
        Case(
            name: "Retry-After past the deadline", outcome: .answer(.throttled(retryAfter: .seconds(301))),
            history: .init(throttles: 1), decision: .stop),
        Case(
            name: "throttle without tokens waits at the slowest pace", outcome: .answer(.throttled(retryAfter: nil)),
            history: .init(throttles: 1), tokens: 4, decision: .retry(after: .seconds(20), cost: 0)),
        Case(
            name: "throttles do not use up attempts", outcome: .answer(.transient(retryAfter: nil)),
            history: .init(failures: 2, throttles: 30, elapsed: .seconds(100)),
            decision: .retry(after: .milliseconds(100), cost: 14)),
    ]

    static let failures: [Case] = [
        Case(
            name: "no connection", outcome: .failure(error(.connectFailed)),
            decision: .retry(after: .milliseconds(50), cost: 14)),
        Case(
            name: "lost answer, not idempotent", outcome: .failure(error(.connectionLost, mayBeProcessed: true)),
            decision: .stop),
        Case(
            name: "lost answer, idempotent", outcome: .failure(error(.connectionLost, mayBeProcessed: true)),
            isIdempotent: true, decision: .retry(after: .milliseconds(50), cost: 14)),
        Case(
            name: "timeout before a byte was sent", outcome: .failure(error(.timeout(.connect))),
            decision: .retry(after: .milliseconds(50), cost: 14)),
        Case(
            name: "idle timeout, not idempotent", outcome: .failure(error(.timeout(.idle), mayBeProcessed: true)),
            decision: .stop),
        Case(name: "untrusted", outcome: .failure(error(.tlsTrust)), isIdempotent: true, decision: .stop),
        Case(name: "too large", outcome: .failure(error(.tooLarge)), isIdempotent: true, decision: .stop),
        Case(name: "no libcurl", outcome: .failure(error(.libraryMissing)), isIdempotent: true, decision: .stop),
        Case(name: "shut down", outcome: .failure(error(.shutDown)), isIdempotent: true, decision: .stop),
    ]

    private static func error(_ code: HTTPTransportError.Code, mayBeProcessed: Bool = false) -> HTTPTransportError {
        HTTPTransportError(code: code, host: "h", message: "m", requestMayHaveBeenProcessed: mayBeProcessed)
    }

    @Test("decision", arguments: answers + throttles + failures)
    func decides(_ row: Case) {
        let decision = RetryPolicy().decide(
            row.outcome, history: row.history, isIdempotent: row.isIdempotent, tokens: row.tokens, jitter: row.jitter)
        #expect(decision == row.decision)
    }

    @Test(
        "the policy `never` always stops",
        arguments: [RetryPolicy.Outcome.answer(.transient(retryAfter: nil)), .answer(.throttled(retryAfter: .zero))])
    func neverStops(outcome: RetryPolicy.Outcome) {
        let history = RetryPolicy.History(failures: 1)
        let decision = RetryPolicy.never.decide(outcome, history: history, isIdempotent: true, tokens: 500, jitter: 0)
        #expect(decision == .stop)
    }

    @Test(
        "class by status",
        arguments: [
            (200, RetryClass.final), (404, .final), (409, .final), (408, .transient(retryAfter: .seconds(3))),
            (429, .throttled(retryAfter: .seconds(3))), (500, .uncertain(retryAfter: .seconds(3))),
            (502, .uncertain(retryAfter: .seconds(3))), (503, .transient(retryAfter: .seconds(3))),
            (504, .uncertain(retryAfter: .seconds(3))),
        ])
    func classifies(status: Int, expected: RetryClass) {
        let response = HTTPResponse(status: status, headers: [HTTPHeader("Retry-After", "3")])
        #expect(RetryClass.byStatus(response) == expected)
    }

    @Test(
        "the wait a server asks for",
        arguments: [
            ("Retry-After", "0", Duration.zero), ("retry-after", "120", .seconds(120)),
            ("x-amz-retry-after", "1500", .milliseconds(1500)), ("Retry-After", "-1", nil),
            ("Retry-After", "soon", nil),
            ("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT", nil), ("Retry-After", "99999999999999999999", nil),
        ])
    func readsRetryAfter(name: String, value: String, expected: Duration?) {
        #expect(HTTPResponse(status: 503, headers: [HTTPHeader(name, value)]).retryAfter == expected)
    }

    @Test("the quota takes, gives back and stays within its bounds")
    func keepsQuota() {
        var quota = RetryQuota(capacity: 20)
        quota.take(14)
        #expect(quota.tokens == 6)
        quota.take(14)
        #expect(quota.tokens == 0)
        quota.succeed(lastCost: 14)
        quota.succeed(lastCost: 0)
        #expect(quota.tokens == 15)
        quota.succeed(lastCost: 14)
        #expect(quota.tokens == 20)
    }
}
