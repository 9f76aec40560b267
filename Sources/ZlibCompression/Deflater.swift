internal import CSystemZlib

/// Raw deflate (RFC 1951) as ZIP members use it, of whole byte strings or of the blocks of a long one.
///
/// Level 5, window bits -15 and memory level 8 are fixed: the same bytes in give the same bytes out on every machine that links the same
/// zlib. On JavaScript level 5 takes two thirds of the time of level 6 for 1.3 % more bytes. One deflater is used again and again, as
/// starting one costs more than compressing a small file.
@safe package final class Deflater {
    /// How far back deflate looks: the most bytes of a block that help with the next (RFC 1951, 3.2.5).
    package static let windowSize = 32 * 1024

    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 64 * 1024)

    /// A deflater.
    ///
    /// - Throws: `ZlibError` when zlib has no memory.
    package init() throws {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deflateInit2_(
            stream, 5, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            throw ZlibError(operation: "start a deflate stream", code: code)
        }
    }

    deinit {
        _ = unsafe deflateEnd(stream)
        unsafe stream.deinitialize(count: 1)
        unsafe stream.deallocate()
    }

    /// Appends `input` to `result`, compressed.
    ///
    /// The results for the blocks of a long input, one after the other, are one stream. A block does not need the result of another, so
    /// they can be compressed in any order.
    ///
    /// - Parameters:
    ///   - input: the bytes.
    ///   - preceding: the bytes of the input right before them, as many as there are up to ``windowSize``.
    ///   - isLast: whether the stream ends with them.
    ///   - result: what the compressed bytes are appended to.
    /// - Throws: `ZlibError`.
    package func deflate(
        _ input: ArraySlice<UInt8>, after preceding: ArraySlice<UInt8> = [], isLast: Bool = true,
        to result: inout [UInt8]
    ) throws {
        try check(unsafe deflateReset(stream))
        if !preceding.isEmpty {
            try check(
                unsafe preceding.withUnsafeBufferPointer {
                    unsafe deflateSetDictionary(stream, $0.baseAddress, UInt32($0.count))
                })
        }
        try unsafe input.withUnsafeBufferPointer { source in
            unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(source.count)
            var done = false
            while !done {
                let capacity = output.count
                let code = unsafe output.withUnsafeMutableBufferPointer { target in
                    unsafe stream.pointee.next_out = target.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(capacity)
                    return unsafe CSystemZlib.deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                }
                // Z_BUF_ERROR only says that there was nothing to do.
                guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                    throw ZlibError(operation: "deflate", code: code)
                }
                let produced = unsafe capacity - Int(stream.pointee.avail_out)
                result += output[..<produced]
                done = isLast ? code == Z_STREAM_END : produced < capacity
            }
        }
    }

    private func check(_ code: Int32) throws {
        guard code == Z_OK else { throw ZlibError(operation: "begin to deflate", code: code) }
    }
}
