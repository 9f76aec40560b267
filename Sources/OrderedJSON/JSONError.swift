/// A mistake in a JSON document and where it is.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    package let message: String
    /// Place in bytes from the start, from 0.
    package let offset: Int
    /// Line from 1.
    package let line: Int
    /// Column in bytes from 1.
    package let column: Int

    init(_ message: String, at offset: Int, in bytes: [UInt8]) {
        self.message = message
        self.offset = offset
        let before = bytes[..<min(offset, bytes.count)]
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = offset - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
    }

    package var description: String { "JSON line \(line), column \(column): \(message)" }
}
