/// One header field.
package struct HTTPHeader: Sendable, Equatable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
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
