package import ProvisioningDomain

/// Times as HTTP and AWS signatures write them.
package enum HTTPDate {
    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
    package static func text(_ time: Timestamp) -> String {
        let digits = Array(time.iso8601Basic)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 1970-01-01 was a Thursday.
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let month = months[(Int(part(4..<6)) ?? 1) - 1]
        let weekday = weekdays[Int(time.seconds / 86_400) % 7]
        return
            "\(weekday), \(part(6..<8)) \(month) \(part(0..<4)) \(part(9..<11)):\(part(11..<13)):\(part(13..<15)) GMT"
    }

    /// The seconds since 1970 of `yyyyMMddTHHmmssZ`.
    static func seconds(basic text: String) -> Int64? {
        let digits = Array(text)
        guard digits.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let iso =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z"
        return Timestamp(iso)?.seconds
    }
}
