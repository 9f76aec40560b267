internal import Glibc

/// A file that is read while it is sent.
final class UploadFile {
    private let descriptor: Int32

    /// Opens the file and checks that it still has the length that was signed.
    ///
    /// - Throws: `HTTPTransportError.Code.invalidRequest` in words, as a `Failure`.
    init(path: String, length: Int) throws(Failure) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(words: "the file \(path) to upload cannot be opened (errno \(errno))")
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, Int(status.st_size) == length else {
            // `deinit` closes the descriptor: it runs for an initialiser that throws once all properties are set.
            throw Failure(words: "the file \(path) to upload has \(status.st_size) bytes now, not \(length)")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Why the file cannot be sent.
    struct Failure: Error {
        var words: String
    }

    /// Reads the next bytes; 0 at the end, negative on an error.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 && errno == EINTR { continue }
            return count
        }
    }

    /// Goes back to `offset`, when libcurl sends the body once more.
    func seek(to offset: Int) -> Bool { lseek(descriptor, offset, SEEK_SET) == offset }
}
