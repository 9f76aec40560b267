import Glibc

/// A program that a test starts, with a socket of ours as its standard input and output.
final class ChildProcess: Sendable {
    struct Failure: Error {
        var words: String
    }

    private let process: pid_t
    private let descriptor: Int32

    /// Starts `arguments[0]`, found on PATH.
    init(_ arguments: [String]) throws {
        var pair: [Int32] = [0, 0]
        // Not a pipe: a socket pair is closed on exec from its birth, so no other child can hold it open.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else {
            throw Failure(words: "no socket pair (errno \(errno))")
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], 1)
        var copies = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var process = pid_t()
        let status = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &copies, environ)
        unsafe copies.forEach { unsafe free($0) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        close(pair[1])
        (self.process, descriptor) = (process, pair[0])
        guard status == 0 else {
            close(descriptor)
            throw Failure(words: "\(arguments[0]) cannot be started (errno \(status))")
        }
    }

    /// The first line of the output, without its end; nil when the program ends before.
    func firstLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    /// Closes the program's input and waits for its end; returns its exit code.
    @discardableResult
    func finish() -> Int32 {
        close(descriptor)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}
