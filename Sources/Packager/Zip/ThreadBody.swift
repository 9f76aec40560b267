import Glibc
import ProvisioningDomain

/// What a thread of the system does.
final class ThreadBody: Sendable {
    private let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }

    /// Starts a thread, which has to be joined.
    ///
    /// - Throws: a `ProvisioningError` when the system gives none.
    func start() throws -> pthread_t {
        var thread = pthread_t()
        let body = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            unsafe body.release()
            throw ProvisioningError(
                .operation, code: "NoThread", "could not start a thread to compress with: error \(code)",
                hint: "Raise the limit of processes (ulimit -u), or run it again when the machine is less busy.")
        }
        return thread
    }

    /// How many processors this process may run on.
    static var processors: Int {
        let status = (try? FileSystem.contents(of: "/proc/self/status")) ?? []
        return processors(status: String(decoding: status, as: UTF8.self))
    }

    /// How many processors the text of `/proc/self/status` allows (proc(5), `Cpus_allowed`); 1 when it does not say.
    static func processors(status: String) -> Int {
        let field = "Cpus_allowed:"
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) } ?? ""
        return max(line.dropFirst(field.count).compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }, 1)
    }
}
