/// Bytes that can be read from their beginning more than once.
package protocol ByteSource {
    /// How many bytes there should be; it decides only whether they are held in memory.
    var expectedSize: UInt64 { get }
    /// Hands all bytes in order, piece by piece.
    func read(_ body: (ArraySlice<UInt8>) throws -> Void) throws
}

extension [UInt8]: ByteSource {
    package var expectedSize: UInt64 { UInt64(count) }

    package func read(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        try body(self[...])
    }
}
