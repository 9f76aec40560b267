internal import Glibc

/// A file, or a part of one, that is read while it is sent.
final class UploadFile {
    private let descriptor: Int32
    private let offset: Int
    private let length: Int
    /// Bytes read so far.
    private var position = 0

    /// Opens a file and checks that it still has the length that was signed.
    ///
    /// - Throws: `HTTPTransportError.Code.invalidRequest` in words, as a `Failure`.
    convenience init(path: String, length: Int) throws(Failure) {
        try self.init(path: path, offset: 0, length: length) { $0 == length }
    }

    /// Opens a file and checks that it still holds the part that was signed.
    ///
    /// - Throws: `HTTPTransportError.Code.invalidRequest` in words, as a `Failure`.
    convenience init(path: String, offset: Int, length: Int) throws(Failure) {
        try self.init(path: path, offset: offset, length: length) { $0 >= offset + length }
    }

    private init(path: String, offset: Int, length: Int, isRight: (Int) -> Bool) throws(Failure) {
        self.offset = offset
        self.length = length
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(words: "the file \(path) to upload cannot be opened (errno \(errno))")
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, isRight(Int(status.st_size)) else {
            // `deinit` closes the descriptor: it runs for an initialiser that throws once all properties are set.
            throw Failure(words: "the file \(path) to upload has \(status.st_size) bytes now, not \(offset + length)")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Why the file cannot be sent.
    struct Failure: Error {
        var words: String
    }

    /// Reads the next bytes; 0 at the end, negative on an error.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = min(buffer.count, length - position)
        guard wanted > 0 else { return 0 }
        while true {
            let count = unsafe pread(descriptor, buffer.baseAddress, wanted, offset + position)
            if count < 0 && errno == EINTR { continue }
            if count > 0 { position += count }
            return count
        }
    }

    /// Goes to a place, counted from the first byte that is sent, when libcurl sends the body once more.
    func seek(to place: Int) -> Bool {
        guard (0...length).contains(place) else { return false }
        position = place
        return true
    }
}
