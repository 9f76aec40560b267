/// Takes the values of secrets out of text that somebody else wrote, as a server its log.
///
/// A value is also found in the forms in which servers print it: without blanks around it, each longer line of several, and as JSON and
/// URLs escape it.
public struct SecretRedaction: Sendable, Hashable {
    /// The forms to look for as UTF-8, by their first bytes; the longest first, as a secret may be a part of another.
    private let forms: [UInt8: [[UInt8]]]

    private static let mark = Array("[secret]".utf8)
    /// Longer text is cut before it is searched.
    private static let limit = 1 << 20

    /// Looks for these values.
    ///
    /// What is shorter than four characters is left, since it would be found everywhere.
    public init(_ values: some Sequence<String>) {
        var forms: Set<[UInt8]> = []
        for value in values {
            let lines = value.split(whereSeparator: \.isNewline).map { Self.trimmed(String($0)) }
            let parts = [value, Self.trimmed(value)] + (lines.count > 1 ? lines.filter { $0.count >= 8 } : [])
            for part in parts where part.count >= 4 {
                for form in [part, Self.inJSON(part), Self.inURL(part)] { forms.insert(Array(form.utf8)) }
            }
        }
        let sorted = forms.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
        self.forms = Dictionary(grouping: sorted) { $0[0] }
    }

    /// The text with `[secret]` in the place of each value.
    public func redacted(_ text: String) -> String {
        if forms.isEmpty { return text }
        let bytes = Array(text.utf8.prefix(Self.limit))
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let form = forms[bytes[index]]?.first(where: { bytes[index...].starts(with: $0) }) {
                result += Self.mark
                index += form.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The beginning of a text in quotes on one line, without secrets: they are taken out before it is cut.
    public func excerpt(_ text: String) -> String { redacted(text).excerpt }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// As it stands in a string of JSON (RFC 8259, section 7), without the quotes.
    private static func inJSON(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// As it stands in a URL (RFC 3986, section 2.1), unreserved characters as they are.
    private static func inURL(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~": result.unicodeScalars.append(scalar)
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
