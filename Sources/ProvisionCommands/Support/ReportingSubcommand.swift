import ArgumentParser

/// A command with the common flags: failures are shown in the form that they ask for.
protocol ReportingSubcommand: ProvisionSubcommand {
    /// The common flags.
    var common: CommonOptions { get }
}

extension ReportingSubcommand {
    package func report(_ failure: FailureReport, in environment: CommandEnvironment) {
        common.reporter(environment).failure(failure)
    }
}
