internal import Glibc
internal import HTTPTransport

/// Runs programs of this machine through `posix_spawnp`, without standard input.
///
/// A thread of its own waits for the program, so that no thread of the concurrency runtime is blocked.
package struct SystemCommandRunner: CommandRunner {
    package init() {}

    package func run(_ arguments: [String], environment: [String: String]) async throws -> CommandOutput {
        try Task.checkCancellation()
        let child = try ChildProcess(arguments, environment: environment)
        let output = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                child.waitOnThread { continuation.resume(with: $0) }
            }
        } onCancel: {
            child.terminate()
        }
        try Task.checkCancellation()
        return output
    }
}

/// One running program and the sockets that its output comes through.
private final class ChildProcess: Sendable {
    private let program: String
    private let identifier: pid_t
    private let output: Int32
    private let errorOutput: Int32
    private let isRunning = MutexBox(true)

    init(_ arguments: [String], environment: [String: String]) throws {
        program = arguments.first ?? ""
        var (outputPipe, errorPipe) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
        // Socket pairs instead of pipes: they can be made close-on-exec at once, and a write end inherited by another
        // program would keep our reader waiting.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let piped =
            unsafe socketpair(AF_UNIX, kind, 0, &outputPipe) == 0 && socketpair(AF_UNIX, kind, 0, &errorPipe) == 0
        guard piped else {
            let number = errno
            for descriptor in outputPipe + errorPipe where descriptor >= 0 { close(descriptor) }
            throw CommandError(program: program, reason: Self.reason(number))
        }
        let (identifier, result) = Self.spawn(
            arguments, environment: environment.map { "\($0.key)=\($0.value)" }, output: outputPipe[1],
            errorOutput: errorPipe[1])
        close(outputPipe[1])
        close(errorPipe[1])
        guard result == 0 else {
            close(outputPipe[0])
            close(errorPipe[0])
            throw CommandError(program: program, reason: Self.reason(result))
        }
        self.identifier = identifier
        output = outputPipe[0]
        errorOutput = errorPipe[0]
    }

    func terminate() {
        isRunning.withLock { isRunning in
            if isRunning { kill(identifier, SIGTERM) }
        }
    }

    func waitOnThread(_ completion: @escaping @Sendable (Result<CommandOutput, any Error>) -> Void) {
        let work = ThreadWork { completion(.success(self.wait())) }
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(work)
        let result = unsafe pthread_create(
            &thread, nil,
            { context -> UnsafeMutableRawPointer? in
                if let context = unsafe context {
                    unsafe Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().body()
                }
                return nil
            }, context.toOpaque())
        if result == 0 {
            pthread_detach(thread)
        } else {
            unsafe context.release()
            terminate()
            _ = wait()
            completion(.failure(CommandError(program: program, reason: Self.reason(result))))
        }
    }

    private func wait() -> CommandOutput {
        var texts: [Int32: [UInt8]] = [output: [], errorOutput: []]
        var open = [output, errorOutput]
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !open.isEmpty {
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            _ = unsafe poll(&polled, nfds_t(polled.count), -1)
            for entry in polled where entry.revents != 0 {
                let count = unsafe read(entry.fd, &buffer, buffer.count)
                if count > 0 {
                    texts[entry.fd]?.append(contentsOf: buffer[..<count])
                } else if count == 0 || errno != EINTR {
                    open.removeAll { $0 == entry.fd }
                }
            }
        }
        close(output)
        close(errorOutput)
        waitUnreaped()
        var status: Int32 = 0
        isRunning.withLock { isRunning in
            isRunning = false
            _ = unsafe waitpid(identifier, &status, 0)
        }
        let code = status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(status & 0x7F)
        return CommandOutput(status: code, output: texts[output] ?? [], errorOutput: texts[errorOutput] ?? [])
    }

    /// Waits until the program has ended without reaping it, so that its id stays valid for ``terminate()``.
    private func waitUnreaped() {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }

    private static func spawn(
        _ arguments: [String], environment: [String], output: Int32, errorOutput: Int32
    ) -> (pid_t, Int32) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errorOutput, 2)
        var argumentPointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var environmentPointers = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe argumentPointers.forEach { unsafe free($0) }
            unsafe environmentPointers.forEach { unsafe free($0) }
        }
        var identifier: pid_t = 0
        let result = unsafe posix_spawnp(
            &identifier, arguments.first ?? "", &actions, nil, &argumentPointers, &environmentPointers)
        return (identifier, result)
    }

    private static func reason(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}

/// What a thread does.
private final class ThreadWork: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}
