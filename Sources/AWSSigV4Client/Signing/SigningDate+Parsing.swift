extension SigningDate {
    /// Reads an ISO 8601 date and time in UTC or with an offset, such as `2026-11-23T12:00:00Z`,
    /// `2026-11-23T12:00:00.123+01:00` or `20261123T120000Z`; fractions of a second are dropped.
    ///
    /// - Returns: `nil` when the text isn't such a date.
    public init?(iso8601 text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(4) else { return nil }
        _ = reader.skip("-")
        guard let month = reader.number(2), (1...12).contains(month) else { return nil }
        _ = reader.skip("-")
        guard let day = reader.number(2), (1...31).contains(day),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let time = reader.time()
        else { return nil }
        if reader.skip(".") { reader.skipDigits() }
        var offset = 0
        if !(reader.skip("Z") || reader.skip("z")) {
            let sign = reader.skip("-") ? -1 : 1
            guard sign == -1 || reader.skip("+"), let hours = reader.number(2) else { return nil }
            _ = reader.skip(":")
            guard let minutes = reader.number(2) else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard reader.isAtEnd else { return nil }
        self.init(epochSeconds: Self.days(year: year, month: month, day: day) * 86_400 + time - offset)
    }

    /// Reads an HTTP date in the preferred form of RFC 9110 section 5.6.7, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// - Returns: `nil` when the text isn't such a date.
    public init?(httpDate text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3])
        else { return nil }
        var reader = DigitReader(String(parts[4]))
        guard let time = reader.time(), reader.isAtEnd else { return nil }
        self.init(epochSeconds: Self.days(year: year, month: month + 1, day: day) * 86_400 + time)
    }
}

/// Reads fixed-width numbers from ASCII text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        position += width
        return value
    }

    /// The second of the day of `HH:MM:SS` or `HHMMSS`.
    mutating func time() -> Int? {
        guard let hour = number(2), hour < 24 else { return nil }
        _ = skip(":")
        guard let minute = number(2), minute < 60 else { return nil }
        _ = skip(":")
        guard let second = number(2), second <= 60 else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func skipDigits() {
        while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    }
}
