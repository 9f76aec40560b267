/// Where output goes and answers come from.
package struct Console: Sendable {
    /// Writes text to the standard output.
    package var output: @Sendable (String) -> Void
    /// Writes text to the standard error.
    package var error: @Sendable (String) -> Void
    /// Reads one line of the standard input without its line end; nil at its end.
    package var readLine: @Sendable () -> String?
    /// Reads the standard input to its end.
    package var readAll: @Sendable () -> [UInt8]
    /// Whether the standard input is a terminal, so that a question can be asked.
    package var isInteractive: Bool
    /// Whether the standard error, where progress goes, is a terminal.
    package var errorIsTerminal: Bool
    /// Whether the standard output is a terminal.
    package var outputIsTerminal: Bool

    package init(
        output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void,
        readLine: @escaping @Sendable () -> String?, readAll: @escaping @Sendable () -> [UInt8], isInteractive: Bool,
        errorIsTerminal: Bool, outputIsTerminal: Bool
    ) {
        self.output = output
        self.error = error
        self.readLine = readLine
        self.readAll = readAll
        self.isInteractive = isInteractive
        self.errorIsTerminal = errorIsTerminal
        self.outputIsTerminal = outputIsTerminal
    }
}
