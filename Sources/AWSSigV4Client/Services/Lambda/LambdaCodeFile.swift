internal import Glibc

/// A zip in the file system, read in chunks whose size is a multiple of 3 so that their base 64 can be joined.
final class LambdaCodeFile {
    static let chunk = 3 << 16

    /// Bytes at the time of opening.
    let size: Int
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LambdaCodeError(path: path, errorNumber: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw LambdaCodeError(path: path, errorNumber: number)
        }
        size = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Reads to the end and hands over each chunk; only the last one may be shorter than ``chunk``.
    func read(_ body: ([UInt8]) -> Void) throws {
        var filled = 0
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(descriptor, bytes.baseAddress?.advanced(by: filled), bytes.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LambdaCodeError(path: path, errorNumber: errno) }
            filled += count
            if filled == Self.chunk || (count == 0 && filled > 0) {
                body(Array(buffer[..<filled]))
                filled = 0
            }
            if count == 0 { return }
        }
    }
}

/// A zip that can't be read.
package struct LambdaCodeError: Error, Sendable, Equatable, CustomStringConvertible {
    package let path: String
    package let errorNumber: Int32

    package init(path: String, errorNumber: Int32) {
        self.path = path
        self.errorNumber = errorNumber
    }

    package var description: String {
        let reason = unsafe strerror(errorNumber).map { unsafe String(cString: $0) } ?? "error \(errorNumber)"
        return "can't read the function's zip \(path): \(reason)"
    }
}
