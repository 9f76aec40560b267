internal import Glibc
internal import OpenSSLCrypto

/// A file cut into the parts of an upload.
enum FileSlices {
    /// Where each part begins and how long it is: all but the last are `partSize` bytes.
    static func ranges(of size: Int, partSize: Int) -> [(offset: Int, length: Int)] {
        stride(from: 0, to: size, by: partSize).map { ($0, min(partSize, size - $0)) }
    }

    /// The SHA-256 of a part, read in small pieces, in lower-case hex.
    ///
    /// - Throws: ``LambdaCodeError`` when the file can't be read or ends before the part does; an error of libcrypto.
    static func sha256(_ path: String, offset: Int, length: Int) throws -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LambdaCodeError(path: path, errorNumber: errno) }
        defer { close(descriptor) }
        var hasher = try SHA256Hasher()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var position = 0
        while position < length {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(descriptor, bytes.baseAddress, min(bytes.count, length - position), offset + position)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw LambdaCodeError(path: path, errorNumber: count < 0 ? errno : EIO) }
            try hasher.update(buffer[..<count])
            position += count
        }
        return hexString(try hasher.finalize())
    }
}
