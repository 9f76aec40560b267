internal import Glibc
internal import SystemFiles

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
        do throws(SystemFileError) {
            try SystemFile.write(bytes, to: path, mode: 0o600)
        } catch {
            throw FileReplaceError(path: path, errorNumber: error.number)
        }
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
