/// A text that is no YAML document, or one that is refused.
package struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in libyaml's words where libyaml found it.
    package var problem: String
    /// Where.
    package var mark: YAMLMark

    /// Describes a problem.
    package init(_ problem: String, at mark: YAMLMark) {
        self.problem = problem
        self.mark = mark
    }

    /// `line:column: problem`.
    package var description: String { "\(mark): \(problem)" }
}
