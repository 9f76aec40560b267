internal import CSystemZlib

/// Raw deflate (RFC 1951) of whole byte strings.
package enum RawDeflate {
    /// `bytes` compressed as ``Deflater`` does it.
    ///
    /// - Throws: `ZlibError` when zlib has no memory.
    package static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 2)
        try Deflater().deflate(bytes[...], to: &result)
        return result
    }

    /// The bytes that were compressed.
    ///
    /// - Parameters:
    ///   - bytes: one complete raw deflate stream.
    ///   - limit: the most bytes to produce; a longer result is refused, so that a small input cannot fill the memory.
    /// - Throws: `ZlibError` for damaged, truncated or over-long input.
    package static func decompress(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
        var stream = unsafe z_stream()
        var code = unsafe inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw ZlibError(operation: "start an inflate stream", code: code) }
        defer { _ = unsafe inflateEnd(&stream) }

        var result: [UInt8] = []
        var output = [UInt8](repeating: 0, count: 64 * 1024)
        try unsafe bytes.withUnsafeBufferPointer { source in
            unsafe stream.next_in = unsafe UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.avail_in = UInt32(source.count)
            repeat {
                let capacity = output.count
                code = unsafe output.withUnsafeMutableBufferPointer { target in
                    unsafe stream.next_out = target.baseAddress
                    unsafe stream.avail_out = UInt32(capacity)
                    return unsafe inflate(&stream, Z_NO_FLUSH)
                }
                guard code == Z_OK || code == Z_STREAM_END else { throw ZlibError(operation: "inflate", code: code) }
                result += unsafe output[..<(capacity - Int(stream.avail_out))]
                guard result.count <= limit else {
                    throw ZlibError(operation: "inflate within \(limit) bytes", code: Z_BUF_ERROR)
                }
            } while code != Z_STREAM_END
        }
        return result
    }
}
