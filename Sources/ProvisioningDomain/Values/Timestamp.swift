/// A moment, in nanoseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Nanoseconds since the epoch.
    public var nanoseconds: Int64

    /// A moment by its nanoseconds since the epoch.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    /// A moment by its milliseconds since the epoch.
    public init(milliseconds: Int64) { nanoseconds = milliseconds * 1_000_000 }
    /// A moment by its seconds since the epoch.
    public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// Milliseconds since the epoch, rounded down.
    public var milliseconds: Int64 { nanoseconds.flooredDivision(by: 1_000_000) }
    /// Seconds since the epoch, rounded down.
    public var seconds: Int64 { nanoseconds.flooredDivision(by: 1_000_000_000) }

    /// Earlier is smaller.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// RFC 3339 in UTC with up to nine fraction digits, as Go's RFC3339Nano prints it.
    public var description: String { formatted(fractionDigits: nil) }

    /// RFC 3339 in UTC with exactly three fraction digits, as JavaScript's `toISOString` prints it.
    public var iso8601Milliseconds: String { formatted(fractionDigits: 3) }

    /// `yyyyMMddTHHmmssZ`, the form that AWS signatures use.
    public var iso8601Basic: String {
        let (date, time) = calendar
        return "\(date.year.padded(4))\(date.month.padded(2))\(date.day.padded(2))T"
            + "\(time.hour.padded(2))\(time.minute.padded(2))\(time.second.padded(2))Z"
    }

    private func formatted(fractionDigits: Int?) -> String {
        let (date, time) = calendar
        let fraction = nanoseconds - seconds * 1_000_000_000
        var digits = fraction.padded(9)
        if let fractionDigits {
            digits = String(digits.prefix(fractionDigits))
        } else {
            while digits.hasSuffix("0") { digits.removeLast() }
        }
        let day = "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))"
        let clock = "\(time.hour.padded(2)):\(time.minute.padded(2)):\(time.second.padded(2))"
        return "\(day)T\(clock)\(digits.isEmpty ? "" : ".")\(digits)Z"
    }

    /// The UTC calendar date and time of day.
    private var calendar: (date: CivilDate, time: (hour: Int64, minute: Int64, second: Int64)) {
        let days = seconds.flooredDivision(by: 86_400)
        let rest = seconds - days * 86_400
        return (CivilDate(daysSinceEpoch: days), (rest / 3600, rest % 3600 / 60, rest % 60))
    }
}
