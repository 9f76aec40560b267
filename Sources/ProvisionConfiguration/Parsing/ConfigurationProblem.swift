package import YAMLDocument

/// One thing that is wrong in a configuration file.
package struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    /// The file, as the user named it.
    package var path: String
    /// Where in the file.
    package var mark: YAMLMark
    /// What is wrong, and what would be right.
    package var message: String

    /// Describes a problem.
    package init(path: String, mark: YAMLMark, message: String) {
        self.path = path
        self.mark = mark
        self.message = message
    }

    /// The line in the file, from 1.
    package var line: Int { mark.line }
    /// The column in characters, from 1.
    package var column: Int { mark.column }
    /// `file:line:column: message`.
    package var description: String { "\(path):\(mark): \(message)" }
}
