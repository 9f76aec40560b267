internal import Glibc

/// Reads whole files.
package protocol FileReading: Sendable {
    /// The bytes of a file; `nil` when there is none.
    ///
    /// - Throws: ``FileReadError`` when it exists but can't be read.
    func bytes(_ path: String) throws -> [UInt8]?
}

/// The files of this machine.
package struct SystemFileReader: FileReading {
    package init() {}

    package func bytes(_ path: String) throws -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileReadError(path: path, errorNumber: errno)
        }
        defer { close(descriptor) }
        var content = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count > 0 {
                content += buffer[..<count]
            } else if count == 0 {
                return content
            } else if errno != EINTR {
                throw FileReadError(path: path, errorNumber: errno)
            }
        }
    }
}

/// A file that exists but can't be read.
package struct FileReadError: Error, Sendable, Equatable, CustomStringConvertible {
    package var path: String
    package var errorNumber: Int32

    package init(path: String, errorNumber: Int32) {
        self.path = path
        self.errorNumber = errorNumber
    }

    package var description: String {
        "can't read \(path): \(unsafe strerror(errorNumber).map { unsafe String(cString: $0) } ?? "error \(errorNumber)")"
    }
}
