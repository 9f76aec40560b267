import Glibc

/// The Python of the lab environment, `LAB_PYTHON` or `.venv-lab/bin/python` beside Package.swift.
package struct LabPython: Sendable {
    /// The interpreter.
    package var path: String

    /// How a program ended.
    package struct Result: Sendable, Hashable {
        /// Its exit code, or -1 when a signal ended it.
        package var status: Int32
        /// What it wrote to both streams.
        package var output: String
    }

    /// Finds the interpreter; nil when there is none, in which case a test skips with `absence`.
    package static func find() -> LabPython? {
        if let named = unsafe getenv("LAB_PYTHON") {
            let path = unsafe String(cString: named)
            return path.isEmpty ? nil : LabPython(path: path)
        }
        let path = "\(packageDirectory)/.venv-lab/bin/python"
        return unsafe access(path, X_OK) == 0 ? LabPython(path: path) : nil
    }

    /// What a skipped test says.
    package static let absence = "needs the lab Python: set LAB_PYTHON or run `make setup`"

    /// The directory of Package.swift.
    package static let packageDirectory = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// Runs a script with arguments and waits for it.
    package func run(_ script: String, _ arguments: [String] = []) -> Result {
        let words = [path, "-c", script] + arguments
        let command = words.map(Self.quoted).joined(separator: " ") + " 2>&1"
        guard let pipe = unsafe popen(command, "re") else { return Result(status: -1, output: "popen failed") }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, pipe) }
            if count == 0 { break }
            output += buffer.prefix(count)
        }
        let status = unsafe pclose(pipe)
        return Result(
            status: status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output: String(decoding: output, as: UTF8.self))
    }

    /// A word for the shell.
    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
