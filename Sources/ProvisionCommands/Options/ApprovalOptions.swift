import ArgumentParser
import ProvisioningDomain

/// Whether changes are made without a question.
struct ApprovalOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Make the changes without asking; required when not on a terminal.")
    var yes = false

    /// Refuses a run that could not ask.
    ///
    /// - Throws: `ProvisioningError` of category `usage`.
    func validate(_ environment: CommandEnvironment) throws {
        guard yes || environment.console.isInteractive else {
            throw ProvisioningError(
                .usage, code: "ConfirmationNeeded",
                "the standard input is not a terminal, so nobody can confirm the changes",
                hint: "Add --yes to make them without a question; `plan` shows them first.")
        }
    }

    /// Asks, unless `--yes` was given.
    ///
    /// - Parameters:
    ///   - question: what is about to happen.
    ///   - answer: the only answer that is a yes.
    /// - Throws: `ProvisioningError` of category `interrupted` when the answer is another one.
    func confirm(_ question: String, answer: String = "yes", _ environment: CommandEnvironment) throws {
        if yes { return }
        environment.console.error("\(question) Only \"\(answer)\" is accepted: ")
        guard environment.console.readLine() == answer else {
            throw ProvisioningError(.interrupted, code: "NotConfirmed", "not confirmed; nothing was changed")
        }
    }
}
