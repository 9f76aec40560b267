/// Runs a program and waits for its end.
package protocol CommandRunner: Sendable {
    /// - Parameters:
    ///   - arguments: The program, looked for in `PATH`, and its arguments.
    ///   - environment: The whole environment of the program.
    /// - Throws: ``CommandError`` when it can't be started; `CancellationError` after ending it.
    func run(_ arguments: [String], environment: [String: String]) async throws -> CommandOutput
}

/// What a program left behind.
package struct CommandOutput: Sendable, Equatable {
    /// The exit code, or 128 + the signal that ended it.
    package var status: Int
    package var output: [UInt8]
    package var errorOutput: [UInt8]

    package init(status: Int, output: [UInt8], errorOutput: [UInt8]) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
    }
}

/// A program that could not be run.
package struct CommandError: Error, Sendable, Equatable, CustomStringConvertible {
    package var program: String
    package var reason: String

    package init(program: String, reason: String) {
        self.program = program
        self.reason = reason
    }

    package var description: String { "can't run \(program): \(reason)" }
}
