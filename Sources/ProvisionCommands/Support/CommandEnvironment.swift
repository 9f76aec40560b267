package import ProvisioningDomain

/// The outside world as the commands see it; tests give their own.
package struct CommandEnvironment: Sendable {
    /// The environment variables.
    package var variables: [String: String]
    /// The working directory, absolute.
    package var directory: String
    /// Where output goes and answers come from.
    package var console: Console
    /// The time of day.
    package var clock: any WallClock
    /// Random identifiers.
    package var identifiers: any IdentifierGenerator
    /// What waits are measured and slept on.
    package var timer: any Clock<Duration>

    package init(
        variables: [String: String], directory: String, console: Console, clock: any WallClock,
        identifiers: any IdentifierGenerator, timer: any Clock<Duration> = ContinuousClock()
    ) {
        self.variables = variables
        self.directory = directory
        self.console = console
        self.clock = clock
        self.identifiers = identifiers
        self.timer = timer
    }

    /// Makes a path absolute: one that is relative starts at the working directory.
    package func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }

    /// Who runs the command, for the records: in CI the actor that the system names, else the user.
    package var actor: String {
        for name in ["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_REQUESTEDFOR", "USER", "LOGNAME"] {
            if let value = variables[name], !value.isEmpty { return value }
        }
        return "unknown"
    }
}
