internal import Glibc
internal import SystemFiles

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
        do throws(SystemFileError) {
            return try SystemFile.read(path)
        } catch {
            if error.isMissing || error.number == ENOTDIR { return nil }
            throw FileReadError(path: path, errorNumber: error.number)
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
