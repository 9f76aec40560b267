internal import Glibc

/// Replaces whole files.
package protocol FileReplacing: Sendable {
    /// Writes a file that only its owner may read or write; readers meet the old content or the new, nothing between.
    ///
    /// - Throws: ``FileReplaceError``; the old file is then as it was.
    func replace(_ path: String, with bytes: [UInt8]) throws
}

/// The files of this machine.
package struct SystemFileReplacer: FileReplacing {
    package init() {}

    package func replace(_ path: String, with bytes: [UInt8]) throws {
        // mkstemp replaces the X in place and makes the file with mode 0600.
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw FileReplaceError(path: path, errorNumber: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let failure = write(bytes, to: descriptor)
        close(descriptor)
        if failure == 0, unsafe rename(template, path) == 0 { return }
        let number = failure == 0 ? errno : failure
        _ = unsafe unlink(template)
        throw FileReplaceError(path: path, errorNumber: number)
    }

    /// The number of the error; 0 for none.
    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            written += count
        }
        return fsync(descriptor) == 0 ? 0 : errno
    }
}

/// A file that can't be written.
package struct FileReplaceError: Error, Sendable, Equatable, CustomStringConvertible {
    package var path: String
    package var errorNumber: Int32

    package init(path: String, errorNumber: Int32) {
        self.path = path
        self.errorNumber = errorNumber
    }

    package var description: String {
        "can't write \(path): \(unsafe strerror(errorNumber).map { unsafe String(cString: $0) } ?? "error \(errorNumber)")"
    }
}
