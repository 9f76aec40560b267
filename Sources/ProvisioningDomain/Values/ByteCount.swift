/// Numbers of bytes as people read them.
public enum ByteCount {
    /// Megabytes of 1,048,576 bytes with one decimal.
    public static func megabytes(_ bytes: UInt64) -> String {
        let tenths = (bytes * 10 + (1 << 19)) >> 20
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
