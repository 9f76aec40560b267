import ProvisioningDomain
import Testing

@Suite struct TimestampTests {
    /// Nanoseconds and texts; the seconds agree with `date -u -d`.
    static let moments: [(Int64, String, String, String)] = [
        (0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", "19700101T000000Z"),
        (1, "1970-01-01T00:00:00.000000001Z", "1970-01-01T00:00:00.000Z", "19700101T000000Z"),
        (-1, "1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999Z", "19691231T235959Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z", "20000229T000000Z"),
        (1_709_210_096_500_000_000, "2024-02-29T12:34:56.5Z", "2024-02-29T12:34:56.500Z", "20240229T123456Z"),
        (1_709_251_199_120_000_000, "2024-02-29T23:59:59.12Z", "2024-02-29T23:59:59.120Z", "20240229T235959Z"),
        (1_709_251_200_000_000_000, "2024-03-01T00:00:00Z", "2024-03-01T00:00:00.000Z", "20240301T000000Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z", "2100-03-01T00:00:00.000Z", "21000301T000000Z"),
        (-2_203_891_200_000_000_000, "1900-03-01T00:00:00Z", "1900-03-01T00:00:00.000Z", "19000301T000000Z"),
        (-86_400_000_000_000, "1969-12-31T00:00:00Z", "1969-12-31T00:00:00.000Z", "19691231T000000Z"),
    ]

    @Test(arguments: moments)
    func formatsAndReads(nanoseconds: Int64, text: String, milliseconds: String, basic: String) {
        let time = Timestamp(nanoseconds: nanoseconds)
        #expect(time.description == text)
        #expect(time.iso8601Milliseconds == milliseconds)
        #expect(time.iso8601Basic == basic)
        #expect(Timestamp(text) == time)
    }

    @Test(arguments: [
        ("2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z"), ("2026-11-22t10:00:00z", "2026-11-22T10:00:00Z"),
        ("2026-11-22T00:15:00-05:30", "2026-11-22T05:45:00Z"), ("2025-12-31T23:59:60Z", "2026-01-01T00:00:00Z"),
        ("2026-11-22T10:00:00.1234567899Z", "2026-11-22T10:00:00.123456789Z"),
        ("2026-01-01T00:00:00.25+14:00", "2025-12-31T10:00:00.25Z"),
    ])
    func readsOtherForms(text: String, canonical: String) {
        #expect(Timestamp(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22 10:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:00:61Z", "2026-11-22T10:00:00.Z",
        "2026-11-22T10:00:00+0100", "2026-11-22T10:00:00+24:00", "2026-11-22T10:00:00+01:60", "2026-11-22T10:00:00ZZ",
        "2026-11-22T10:00:00+aa:00", "2o26-11-22T10:00:00Z", "9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
        "2026-11-22T10:00:00.1", "2026/11/22T10:00:00Z",
    ])
    func refuses(text: String) { #expect(Timestamp(text) == nil) }

    @Test func countsInOtherUnits() {
        #expect(Timestamp(milliseconds: 1500).nanoseconds == 1_500_000_000)
        #expect(Timestamp(seconds: 2).milliseconds == 2000)
        #expect(Timestamp(nanoseconds: -1).milliseconds == -1)
        #expect(Timestamp(nanoseconds: -1).seconds == -1)
        #expect(Timestamp(seconds: 1) < Timestamp(seconds: 2))
    }

    /// Every day of 800 years has a date of its own that reads back.
    @Test func everyDayReadsBack() {
        var day: Int64 = -100_000
        while day < 100_000 {
            let time = Timestamp(seconds: day * 86_400)
            #expect(Timestamp(time.description) == time)
            day += 97
        }
    }
}
