internal import ProvisioningDomain

/// A moment with the resolution of AWS signatures, one second, as UTC.
public struct SigningDate: Sendable, Equatable, Comparable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var epochSeconds: Int

    /// A moment given as seconds since 1970.
    public init(epochSeconds: Int) {
        self.epochSeconds = epochSeconds
    }

    /// Whether one moment is before another.
    public static func < (left: SigningDate, right: SigningDate) -> Bool {
        left.epochSeconds < right.epochSeconds
    }

    /// `YYYYMMDD'T'HHMMSS'Z'`, the value of `X-Amz-Date`.
    public var basicFormat: String { String(decoding: basicFormatBytes, as: UTF8.self) }

    /// `YYYY-MM-DD'T'HH:MM:SS'Z'` (RFC 3339).
    package var extendedFormat: String { "\(Timestamp(seconds: Int64(epochSeconds)))" }

    /// `YYYYMMDD`, the first part of the credential scope.
    public var day: String { String(decoding: basicFormatBytes.prefix(8), as: UTF8.self) }

    var basicFormatBytes: [UInt8] {
        let days = Self.floorDivide(epochSeconds, 86_400)
        let (year, month, day) = Self.civil(fromDays: days)
        let second = epochSeconds - days * 86_400
        var bytes = [UInt8]()
        bytes.reserveCapacity(16)
        Self.append(year, digits: 4, to: &bytes)
        Self.append(month, digits: 2, to: &bytes)
        Self.append(day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(second / 3600, digits: 2, to: &bytes)
        Self.append(second / 60 % 60, digits: 2, to: &bytes)
        Self.append(second % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
        return bytes
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }

    /// Year, month and day of a day counted from 1970-01-01 in the proleptic Gregorian calendar.
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The day number, counted from 1970-01-01, of a date in the proleptic Gregorian calendar.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
