internal import Glibc

/// A call of the file system that failed.
package struct SystemFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What it was about.
    package var path: String
    /// The number of the error, as in errno(3).
    package var number: Int32

    /// The error of the call that has just been made.
    init(_ path: String) {
        self.path = path
        number = errno
    }

    /// Whether there is nothing of that name.
    package var isMissing: Bool { number == ENOENT }

    /// The system's words, such as `No such file or directory`.
    package var description: String { unsafe String(cString: strerror(number)) }
}
