package import ArgumentParser

/// A command that runs in a given environment.
package protocol ProvisionSubcommand: ParsableCommand, Sendable {
    /// Does the work.
    ///
    /// - Returns: the exit code.
    func run(in environment: CommandEnvironment) async throws -> Int32

    /// Shows a failure in the form that the command's flags ask for.
    func report(_ failure: FailureReport, in environment: CommandEnvironment)
}
