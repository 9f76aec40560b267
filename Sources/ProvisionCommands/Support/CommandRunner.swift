import ArgumentParser
import ProvisioningDomain

/// Parses a command line, runs the command and turns every error into an exit code.
package enum CommandRunner {
    /// - Parameter arguments: the words after the program's name.
    /// - Returns: the exit code of the process.
    package static func run(_ arguments: [String], in environment: CommandEnvironment) async -> Int32 {
        let command: any ParsableCommand
        do {
            command = try RootCommand.parseAsRoot(arguments)
        } catch {
            return explain(error, in: environment)
        }
        guard let subcommand = command as? any ProvisionSubcommand else {
            environment.console.output(RootCommand.helpMessage() + "\n")
            return 0
        }
        do {
            return try await subcommand.run(in: environment)
        } catch {
            let report = FailureReport(error)
            subcommand.report(report, in: environment)
            return report.category.exitCode
        }
    }

    /// Help and the version go to the standard output, a wrong command line to the standard error.
    private static func explain(_ error: any Error, in environment: CommandEnvironment) -> Int32 {
        let message = RootCommand.fullMessage(for: error)
        let code = RootCommand.exitCode(for: error).rawValue
        if code == 0 {
            environment.console.output(message + "\n")
        } else {
            environment.console.error(message + "\n")
        }
        return code
    }
}
