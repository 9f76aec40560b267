import Glibc

/// A moto server on a free loopback port, started by the lab Python; it ends with `stop()` or with this process.
package final class MotoServer: Sendable {
    /// A server that could not be started.
    package struct Failure: Error, CustomStringConvertible {
        /// What happened.
        package var description: String
    }

    /// Its address, `http://127.0.0.1:<port>`.
    package let url: String
    private let process: pid_t
    private let input: Int32

    /// The program ends when its standard input does, so it cannot outlive us.
    private static let program = """
        import os, sys
        os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
        from moto.server import ThreadedMotoServer
        from moto.core.config import default_user_config
        default_user_config["lambda"] = {"use_docker": False}
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        print(server.get_host_and_port()[1], flush=True)
        sys.stdin.read()
        """

    /// Starts a server and waits until it answers.
    package init(_ python: LabPython) throws {
        var pair: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw Failure(description: "no socket pair") }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let arguments: [String] = [python.path, "-c", Self.program]
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var process = pid_t()
        let status = unsafe posix_spawnp(&process, python.path, &actions, nil, &words, environ)
        unsafe words.forEach { unsafe free($0) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        close(pair[1])
        self.process = process
        input = pair[0]
        guard status == 0, let port = Self.firstLine(pair[0]), Int(port) != nil else {
            close(pair[0])
            if status == 0 { kill(process, SIGKILL) }
            throw Failure(description: "moto did not start from \(python.path)")
        }
        url = "http://127.0.0.1:\(port)"
    }

    /// Ends the server.
    package func stop() {
        close(input)
        kill(process, SIGTERM)
        var status: Int32 = 0
        unsafe waitpid(process, &status, 0)
    }

    private static func firstLine(_ descriptor: Int32) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }
}
