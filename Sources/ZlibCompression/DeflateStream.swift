internal import CSystemZlib

/// Raw deflate (RFC 1951) as ZIP members use it, a piece at a time in constant memory.
///
/// Level 6, window bits -15 and memory level 8 are fixed: the same bytes in give the same bytes out on every machine that links the
/// same zlib, however the input is cut into pieces.
@safe package final class DeflateStream {
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 64 * 1024)

    /// A stream at its start.
    ///
    /// - Throws: `ZlibError` when zlib has no memory.
    package init() throws {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deflateInit2_(
            stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            throw ZlibError(operation: "start a deflate stream", code: code)
        }
    }

    deinit {
        _ = unsafe deflateEnd(stream)
        unsafe stream.deinitialize(count: 1)
        unsafe stream.deallocate()
    }

    /// Compresses `input`, handing each piece of the result to `sink`; `finish` ends the stream.
    ///
    /// - Throws: `ZlibError`, or what `sink` throws.
    package func compress(
        _ input: ArraySlice<UInt8>, finish: Bool, into sink: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        try unsafe input.withUnsafeBufferPointer { source in
            unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(source.count)
            var done = false
            while !done {
                let capacity = output.count
                let code = unsafe output.withUnsafeMutableBufferPointer { target in
                    unsafe stream.pointee.next_out = target.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(capacity)
                    return unsafe deflate(stream, finish ? Z_FINISH : Z_NO_FLUSH)
                }
                // Z_BUF_ERROR only says that there was nothing to do.
                guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                    throw ZlibError(operation: "deflate", code: code)
                }
                let produced = unsafe capacity - Int(stream.pointee.avail_out)
                if produced > 0 { try sink(output[..<produced]) }
                done = finish ? code == Z_STREAM_END : produced < capacity
            }
        }
    }
}
