import AWSSigV4Client
import Testing

@Suite struct SigningDateTests {
    @Test(arguments: [
        (0, "19700101T000000Z"), (-1, "19691231T235959Z"), (951_782_400, "20000229T000000Z"),
        (1_440_938_160, "20150830T123600Z"), (4_102_444_799, "20991231T235959Z"), (1_709_210_096, "20240229T123456Z"),
        (-62_135_596_800, "00010101T000000Z"), (253_402_300_799, "99991231T235959Z"),
    ])
    func formatsAndReads(seconds: Int, text: String) {
        let date = SigningDate(epochSeconds: seconds)
        #expect(date.basicFormat == text)
        #expect(date.day == String(text.prefix(8)))
        #expect(SigningDate(iso8601: text) == date)
    }

    @Test(arguments: [
        ("2026-11-23T12:00:00Z", 1_795_435_200), ("2026-11-23T12:00:00.999Z", 1_795_435_200),
        ("2026-11-23T13:30:00+01:30", 1_795_435_200), ("2026-11-23T07:00:00-0500", 1_795_435_200),
        ("2026-11-23t12:00:00z", 1_795_435_200), ("2026-11-23 12:00:00Z", 1_795_435_200),
    ])
    func readsISO8601(text: String, seconds: Int) {
        #expect(SigningDate(iso8601: text)?.epochSeconds == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T12:60:00Z",
        "2026-11-23T12:00:61Z", "2026-11-23T12:00:00", "2026-11-23T12:00:00Zx", "2026-11-23T12:00:00+1",
        "2026-11-23T12:00:00+01:x", "x026-11-23T12:00:00Z", "2026-11-23",
    ])
    func refusesOtherTexts(text: String) {
        #expect(SigningDate(iso8601: text) == nil)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 as Int?), ("Mon, 23 Nov 2026 12:00:00 GMT", 1_795_435_200),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Foo 1994 08:49:37 GMT", nil),
        ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sun, 32 Nov 1994 08:49:37 GMT", nil),
        ("Sun, 06 Nov 1994 8:49:37 GMT", nil),
    ])
    func readsHTTPDates(text: String, seconds: Int?) {
        #expect(SigningDate(httpDate: text)?.epochSeconds == seconds)
    }

    @Test func compares() {
        #expect(SigningDate(epochSeconds: 1) < SigningDate(epochSeconds: 2))
    }
}
