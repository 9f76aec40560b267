/// A JSON number: either as it stood in a document, so that it is written back unchanged, or one that we computed.
package struct JSONNumber: Sendable {
    private enum Storage: Sendable {
        case text(String)
        case int(Int)
        case double(Double)
    }

    private let storage: Storage

    /// A whole number.
    package init(_ value: Int) { storage = .int(value) }

    /// A double; one that JSON can't express (infinite, not a number) is written as `null`.
    package init(_ value: Double) { storage = .double(value) }

    /// The text of a number that the parser has checked.
    init(checkedText: String) { storage = .text(checkedText) }

    /// The value as a double, rounded to the nearest.
    package var double: Double {
        switch storage {
        case .text(let text): Double(text) ?? .infinity
        case .int(let value): Double(value)
        case .double(let value): value
        }
    }

    /// The value if it is whole and fits.
    package var int: Int? {
        switch storage {
        case .text(let text): Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        }
    }

    /// The number as written in a document.
    package var text: String {
        switch storage {
        case .text(let text): text
        case .int(let value): String(value)
        case .double(let value): Self.text(of: value)
        }
    }

    /// A double in the form of Go's encoding/json (`floatEncoder`): shortest digits that read back the same, no `.0`,
    /// an exponent only below 1e-6 and from 1e21 on, without leading zeros in it.
    ///
    /// `null` if it is not finite.
    package static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
        var digits: [UInt8] = []
        /// Power of ten of the first digit.
        var exponent = 0
        split(value.magnitude, into: &digits, exponent: &exponent)
        let sign = value < 0 ? "-" : ""
        let magnitude = value.magnitude
        var body: [UInt8] = []
        let zero = UInt8(ascii: "0")
        let point = UInt8(ascii: ".")
        if magnitude < 1e-6 || magnitude >= 1e21 {
            body.append(digits[0])
            if digits.count > 1 {
                body.append(point)
                body += digits.dropFirst()
            }
            body.append(UInt8(ascii: "e"))
            body.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            body += String(exponent.magnitude).utf8
        } else if exponent < 0 {
            body += [zero, point]
            body += repeatElement(zero, count: -exponent - 1)
            body += digits
        } else if digits.count <= exponent + 1 {
            body += digits
            body += repeatElement(zero, count: exponent + 1 - digits.count)
        } else {
            body += digits[...exponent]
            body.append(point)
            body += digits[(exponent + 1)...]
        }
        return sign + String(decoding: body, as: UTF8.self)
    }

    /// Takes the shortest digits of a positive number, without leading and trailing zeros, from Swift's own description.
    private static func split(_ value: Double, into digits: inout [UInt8], exponent: inout Int) {
        var pointSeen = false
        var digitsBeforePoint = 0
        var written = 0
        let text = Array(value.description.utf8)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "e") {
                written = Int(String(decoding: text[index...], as: UTF8.self)) ?? 0
                break
            }
            if byte == UInt8(ascii: ".") {
                pointSeen = true
                continue
            }
            digits.append(byte)
            if !pointSeen { digitsBeforePoint += 1 }
        }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leadingZeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        exponent = written + digitsBeforePoint - 1 - leadingZeros
    }
}

extension JSONNumber: Equatable {
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if let left = left.int, let right = right.int { return left == right }
        return left.double == right.double
    }
}
