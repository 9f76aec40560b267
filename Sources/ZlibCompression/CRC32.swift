internal import CSystemZlib

/// The CRC-32 of ZIP archives and gzip (polynomial 0xEDB88320, APPNOTE.TXT 4.4.7).
package struct CRC32: Equatable, Sendable {
    /// The checksum of the bytes so far; 0 before the first.
    package private(set) var value: UInt32 = 0

    /// A checksum of no bytes.
    package init() {}

    /// The checksum of `bytes`.
    package init(of bytes: [UInt8]) {
        update(with: bytes[...])
    }

    /// The checksum of `bytes`.
    package init(of bytes: ArraySlice<UInt8>) {
        update(with: bytes)
    }

    /// Takes the checksum of the `count` bytes that follow.
    package mutating func append(_ next: CRC32, count: Int) {
        value = UInt32(truncatingIfNeeded: crc32_combine(uLong(value), uLong(next.value), count))
    }

    /// Takes `bytes` into the checksum.
    package mutating func update(with bytes: ArraySlice<UInt8>) {
        let current = uLong(value)
        let next = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe crc32_z(current, buffer.baseAddress, buffer.count)
        }
        // crc32_z(_, nil, 0) answers the initial value, which would drop what was summed before.
        if !bytes.isEmpty { value = UInt32(truncatingIfNeeded: next) }
    }
}
