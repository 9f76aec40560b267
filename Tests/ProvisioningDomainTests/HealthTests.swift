import ProvisioningDomain
import Testing

@Suite struct HealthTests {
    @Test(arguments: [
        (1, 0, 250), (1, 59_000, 250), (2, 300, 500), (3, 900, 1000), (4, 2000, 2000), (5, 4000, 4000), (6, 9000, 5000),
        (60, 30_000, 5000), (60, 58_000, 2000), (1, 59_900, 100),
    ])
    func pauses(attempts: Int, elapsed: Int, expected: Int) {
        let schedule = HealthSchedule(grace: .seconds(60))
        #expect(
            schedule.pause(afterAttempts: attempts, elapsed: .milliseconds(elapsed)) == .milliseconds(expected))
    }

    @Test(arguments: [60_000, 60_001, 100_000])
    func thereIsNoPauseAfterTheGrace(elapsed: Int) {
        #expect(HealthSchedule(grace: .seconds(60)).pause(afterAttempts: 1, elapsed: .milliseconds(elapsed)) == nil)
    }

    @Test(arguments: [(0, 30), (29, 30), (30, 30), (45, 15), (58, 2), (60, 2), (99, 2)])
    func limits(elapsed: Int, expected: Int) {
        #expect(HealthSchedule(grace: .seconds(60)).limit(elapsed: .seconds(elapsed)) == .seconds(expected))
    }

    @Test(arguments: [
        (200, "ok", 200, nil, HealthAnswer.healthy("GET u answered 200")),
        (204, "", 204, nil, .healthy("GET u answered 204")),
        (200, "it is ok", 200, "ok", .healthy("GET u answered 200")),
        (502, "", 200, nil, .unhealthy("GET u answered 502, not 200")),
        (502, "Bad\nGateway", 200, "ok", .unhealthy("GET u answered 502 and \"Bad Gateway\", not 200")),
        (200, "no", 200, "ok", .unhealthy("GET u answered 200 and \"no\", which does not contain \"ok\"")),
    ])
    func judgesAnswers(status: Int, text: String, wanted: Int, part: String?, expected: HealthAnswer) {
        #expect(HTTPExpectation(status: wanted, body: part).answer("GET u", status: status, body: text) == expected)
    }

    @Test func anExcerptIsOneShortLine() {
        #expect("a\r\n\u{1B}[31mb\t".excerpt == "\"a   [31mb \"")
        #expect(String(repeating: "é", count: 300).excerpt.count == 302)
        #expect(String(repeating: "é", count: 301).excerpt == "\"\(String(repeating: "é", count: 300))…\"")
    }

    @Test func secretsAreTakenOut() {
        let redaction = SecretRedaction(["hunter2", "hunter2-long", "abc", "-----BEGIN\nc2VjcmV0bGluZQ==\nx\n"])
        #expect(redaction.redacted("pw=hunter2-long, hunter2; abc") == "pw=[secret], [secret]; abc")
        #expect(redaction.redacted("key c2VjcmV0bGluZQ== -----BEGIN x") == "key [secret] [secret] x")
        #expect(SecretRedaction([]).redacted("as it is") == "as it is")
    }
}
