import ArgumentParser

/// Which component in which environment.
struct TargetOptions: ParsableArguments {
    @Option(
        name: [.customLong("env"), .customLong("environment")],
        help: ArgumentHelp("The environment.", valueName: "name"))
    var env: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The component; without it every component of the environment.", valueName: "name"))
    var component: String?

    @Option(
        name: .long, help: ArgumentHelp("The cloud, which must be the one of the environment.", valueName: "aws|azure"))
    var provider: String?
}
