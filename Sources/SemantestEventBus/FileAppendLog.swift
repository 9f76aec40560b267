internal import Glibc
import ProvisioningDomain

/// An append log as a file of lines, kept open between appends.
///
/// A line that a power cut left torn is closed by the next append and skipped by readers only if it is not whole JSON; nothing
/// that was acknowledged is ever rewritten.
package actor FileAppendLog: AppendLog {
    private struct OpenFile {
        var descriptor: Int32
        var isFlushed = true
    }

    private let root: String
    private var files: [String: OpenFile] = [:]

    /// - Parameter root: the directory that log names are relative to.
    package init(root: String) { self.root = root }

    deinit {
        for file in files.values { close(file.descriptor) }
    }

    package func append(_ records: [[UInt8]], to log: String) throws {
        guard !records.isEmpty else { return }
        var bytes: [UInt8] = []
        for record in records {
            bytes += record
            bytes.append(0x0A)
        }
        let path = "\(root)/\(log)"
        var file = try files[log] ?? OpenFile(descriptor: try open(log))
        file.isFlushed = false
        files[log] = file
        do {
            try write(bytes, to: file.descriptor, path)
        } catch {
            // The next append looks for a torn line.
            close(file.descriptor)
            files[log] = nil
            throw error
        }
    }

    package func flush(_ log: String) throws {
        guard var file = files[log], !file.isFlushed else { return }
        guard fdatasync(file.descriptor) == 0 else { throw failure("flushed to disk", "\(root)/\(log)") }
        file.isFlushed = true
        files[log] = file
    }

    package func remove(_ log: String) throws {
        if let file = files.removeValue(forKey: log) { close(file.descriptor) }
        let path = try path(log)
        guard unsafe unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else { throw failure("removed", path) }
    }

    private func open(_ log: String) throws -> Int32 {
        let path = try makeDirectories(for: log)
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("opened", path) }
        do {
            if try endsTorn(descriptor, path) { try write([0x0A], to: descriptor, path) }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    package func records(of log: String) throws -> [[UInt8]] {
        let path = "\(root)/\(log)"
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw failure("opened", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        }
        guard let end = bytes.lastIndex(of: 0x0A) else { return [] }
        return bytes[..<end].split(separator: 0x0A).map(Array.init)
    }

    /// Whether the last byte of a file that is not empty is no line end.
    private func endsTorn(_ descriptor: Int32, _ path: String) throws -> Bool {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw failure("measured", path) }
        if end == 0 { return false }
        var last: UInt8 = 0
        guard unsafe pread(descriptor, &last, 1, end - 1) == 1 else { throw failure("read", path) }
        return last != 0x0A
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("written", path) }
            rest = rest.dropFirst(count)
        }
    }

    private func path(_ log: String) throws -> String {
        let parts = log.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw ProvisioningError(
                .operation, code: "InvalidLogName", "\"\(log)\" is no name of a log inside \(root)")
        }
        return "\(root)/\(log)"
    }

    private func makeDirectories(for log: String) throws -> String {
        let file = try path(log)
        var path = root
        _ = unsafe mkdir(path, 0o755)
        for part in log.split(separator: "/").dropLast() {
            path += "/\(part)"
            if unsafe mkdir(path, 0o755) != 0, errno != EEXIST { throw failure("created", path) }
        }
        return file
    }

    private func failure(_ what: String, _ path: String) -> ProvisioningError {
        let reason = unsafe String(cString: strerror(errno))
        return ProvisioningError(
            .operation, code: "EventLogUnavailable", "the event log \(path) could not be \(what): \(reason)",
            hint: "Make the path writable, with room on the disk, and run the command again.")
    }
}
