/// The processors of this machine.
enum Processors {
    /// How many of them this process may run on.
    static var count: Int {
        let status = (try? FileSystem.contents(of: "/proc/self/status")) ?? []
        return count(status: String(decoding: status, as: UTF8.self))
    }

    /// How many the text of `/proc/self/status` allows (proc(5), `Cpus_allowed`); 1 when it does not say.
    static func count(status: String) -> Int {
        let field = "Cpus_allowed:"
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) } ?? ""
        return max(line.dropFirst(field.count).compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }, 1)
    }
}
