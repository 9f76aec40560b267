import Glibc
import Testing

@testable import Packager

/// A directory of its own for a test, removed with the value's owner.
final class TemporaryTree: Sendable {
    /// Its canonical path.
    let path: String

    init() throws {
        let base = try #require(FileSystem.canonicalPath("/tmp"))
        var template = Array("\(base)/packager-tests-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> Bool in
            guard let start = buffer.baseAddress else { return false }
            return unsafe mkdtemp(start) != nil
        }
        try #require(made)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        Self.remove(path)
    }

    func location(_ name: String) -> String { Path.join(path, name) }

    /// Writes a file, making its directories.
    func write(_ name: String, _ text: String = "", mode: mode_t = 0o644) throws {
        try write(name, Array(text.utf8), mode: mode)
    }

    func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
        let file = location(name)
        try FileSystem.makeDirectory(Path.directory(of: file))
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        try FileSystem.write(bytes, to: descriptor, path: file)
        try #require(fchmod(descriptor, mode) == 0)
        close(descriptor)
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileSystem.makeDirectory(Path.directory(of: location(name)))
        try #require(unsafe symlink(target, location(name)) == 0)
    }

    func names(in directory: String) throws -> [String] {
        let listing = try #require(try DirectoryListing(of: location(directory)))
        return listing.indices.map { String(decoding: listing.name($0), as: UTF8.self) }.sorted()
    }

    static func remove(_ path: String) {
        if (try? FileSystem.kind(of: path, followingLinks: false)) == .directory {
            unsafe chmod(path, 0o700)
            if let listing = try? DirectoryListing(of: path) {
                for index in listing.indices {
                    remove(Path.join(path, String(decoding: listing.name(index), as: UTF8.self)))
                }
            }
            unsafe rmdir(path)
        } else {
            unsafe unlink(path)
        }
    }
}
