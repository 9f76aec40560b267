import ArgumentParser

/// Prints a completion script.
struct CompletionsCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Prints a completion script for bash, zsh or fish.",
        discussion: """
            bash: semantest-provision completions bash > ~/.local/share/bash-completion/completions/semantest-provision
            zsh:  semantest-provision completions zsh > a file named _semantest-provision in a directory of $fpath
            fish: semantest-provision completions fish > ~/.config/fish/completions/semantest-provision.fish
            """)

    /// The shells that can be served.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish
    }

    @Argument(help: "bash, zsh or fish.") var shell: Shell
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        environment.console.output(CompletionScript.text(shell) + "\n")
        return 0
    }
}

/// The generated script, made to serve the program's second name too.
enum CompletionScript {
    /// The name that the requirements use.
    static let secondName = "semantest-iac"

    /// The script for a shell.
    static func text(_ shell: CompletionsCommand.Shell) -> String {
        let name = RootCommand.configuration.commandName ?? "semantest-provision"
        switch shell {
        case .bash:
            let script = RootCommand.completionScript(for: .bash)
            // The generator's last line registers the function for the first name.
            guard let line = script.split(separator: "\n").last(where: { $0.hasPrefix("complete ") }),
                line.hasSuffix(" \(name)")
            else { return script }
            return script + "\n" + line.dropLast(name.count) + secondName
        case .zsh:
            return RootCommand.completionScript(for: .zsh)
                .replacing("#compdef \(name)", with: "#compdef \(name) \(secondName)", maxReplacements: 1)
        case .fish:
            return RootCommand.completionScript(for: .fish) + "\ncomplete -c \(secondName) -w \(name)"
        }
    }
}
