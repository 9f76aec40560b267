/// A module that a source file names with a literal string.
package struct ModuleReference: Sendable, Equatable {
    /// How it is loaded; Node.js resolves the two differently.
    package enum Kind: Sendable, Equatable {
        /// `require("x")`.
        case require
        /// `import … from "x"`, `export … from "x"` or `import("x")`.
        case `import`
    }

    /// The text between the quotes.
    package var specifier: String
    package var kind: Kind
    /// The line, counted from 1.
    package var line: Int
    /// Whether the program goes on without it: it is loaded inside `try` or `catch`, under a condition on `process.env`, or with `.catch`.
    package var isOptional: Bool
}
