/// Bytes that integers are appended to, least significant byte first.
struct LittleEndianBytes {
    var bytes: [UInt8] = []

    mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) {
        for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Integer(shift)))
        }
    }
}
