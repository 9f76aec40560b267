import ArgumentParser
import HTTPTransport

/// The flags of every command.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config = "provision.yaml"

    @Flag(name: .long, help: "Write a versioned event stream to the standard output, one JSON object a line.")
    var json = false

    @Flag(name: [.short, .long], help: "Write only results and errors.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Log every request to the standard error, without secrets.")
    var verbose = false

    @Option(name: .long, help: "When to colour: auto, always or never (NO_COLOR is heeded).")
    var color = ColorMode.auto

    /// When to colour.
    enum ColorMode: String, ExpressibleByArgument, CaseIterable {
        case auto
        case always
        case never
    }

    /// Whether a stream of that kind is coloured.
    func isColoured(isTerminal: Bool, variables: [String: String]) -> Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto: isTerminal && (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb"
        }
    }

    /// The reporter that the flags ask for.
    func reporter(_ environment: CommandEnvironment) -> any RunReporter {
        let reporter = plainReporter(environment)
        return GitHubActions(environment).map { GitHubActionsReporter(inner: reporter, actions: $0) } ?? reporter
    }

    private func plainReporter(_ environment: CommandEnvironment) -> any RunReporter {
        if json { return JSONReporter(console: environment.console) }
        let coloured = isColoured(isTerminal: environment.console.errorIsTerminal, variables: environment.variables)
        return HumanReporter(
            console: environment.console, style: TerminalStyle(isColoured: coloured), isQuiet: quiet)
    }
}
