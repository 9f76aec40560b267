/// What only the running program knows: files named by an expression, and what is kept for it.
package struct DynamicLoad: Sendable, Equatable {
    /// The file that has the expression.
    package var file: String
    /// Its line, counted from 1.
    package var line: Int
    /// The expression, shortened.
    package var source: String
    /// What is kept, such as `node_modules/express` or `views`.
    package var kept: [String]

    /// `node_modules/express/lib/view.js:81: require(mod): keeps all of node_modules/express`.
    package var description: String {
        "\(file):\(line): \(source): keeps \(kept.isEmpty ? "nothing more" : kept.joined(separator: ", "))"
    }
}
