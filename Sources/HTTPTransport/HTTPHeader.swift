/// One header field.
package struct HTTPHeader: Sendable, Equatable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Reads a line of a head, with or without its end (RFC 9112 section 5); nil when it has no colon.
    init?(line: String) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        self.init(
            String(decoding: line.utf8[..<colon], as: UTF8.self),
            Self.trimmed(line.utf8[line.utf8.index(after: colon)...]))
    }

    /// A value without white space around it.
    static func trimmed(_ bytes: Substring.UTF8View) -> String {
        let rest = bytes.drop { $0 == 32 || $0 == 9 }
        guard let last = rest.lastIndex(where: { $0 != 32 && $0 != 9 && $0 != 10 && $0 != 13 }) else { return "" }
        return String(decoding: rest[...last], as: UTF8.self)
    }
}

extension [HTTPHeader] {
    /// The first value of the field `name`, compared without case (RFC 9110 section 5.1).
    package func first(_ name: String) -> String? {
        first { $0.name.utf8.elementsEqual(name.utf8, by: asciiCaseInsensitive) }?.value
    }

    /// Sets `name` to one value, replacing every earlier field of that name.
    package mutating func set(_ name: String, _ value: String) {
        removeAll { $0.name.utf8.elementsEqual(name.utf8, by: asciiCaseInsensitive) }
        append(HTTPHeader(name, value))
    }
}

/// Whether two ASCII bytes are the same letter without regard to case.
private func asciiCaseInsensitive(_ left: UInt8, _ right: UInt8) -> Bool {
    func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }
    return lower(left) == lower(right)
}
