/// What a source file says about the other files that it will use.
package struct ModuleScan: Sendable, Equatable {
    /// A text that may be a path or the name of a module.
    package struct Literal: Sendable, Equatable {
        package var text: String
        package var line: Int
    }

    /// Modules that are loaded by literal names, in the order of their lines.
    package var references: [ModuleReference] = []
    /// Modules that are looked up by literal names and may be missing: `require.resolve("x")`, `import.meta.resolve("x")`, `main.require("x")`.
    package var lookups: [ModuleReference] = []
    /// Modules that are loaded by names which only the running program knows.
    package var dynamics: [DynamicReference] = []
    /// Files and directories named by expressions.
    package var paths: [PathReference] = []
    /// Other strings; found only when they were asked for.
    package var literals: [Literal] = []
}

/// A module that is loaded by a computed name.
package struct DynamicReference: Sendable, Equatable {
    package var kind: ModuleReference.Kind
    /// What is known of the name: its beginning, or a path with its base.
    package var path: PathExpression
    package var line: Int
    /// The source text, shortened.
    package var source: String
}

/// A place in the package that an expression computes.
package struct PathReference: Sendable, Equatable {
    package var path: PathExpression
    package var line: Int
    /// Whether only what lies in the directory is used, as by `readdir(…)`, and nothing beside it.
    package var isOnlyBelow: Bool
    /// The source text, shortened.
    package var source: String
}

/// What can be said of a path or name before the program runs.
package struct PathExpression: Sendable, Equatable {
    /// Where a path begins.
    package enum Base: Sendable, Equatable {
        /// Nowhere in particular: the text is a name, or relative to something else.
        case none
        /// The directory of the file that has the expression: `__dirname`, `import.meta.dirname`.
        case moduleDirectory
        /// That file itself: `__filename`, `import.meta.url`.
        case moduleFile
        /// The directory that the program runs in: `process.cwd()`, `path.resolve("x")`.
        case workingDirectory
        /// The file that `require.resolve` answers for a literal name.
        case module(String)
    }

    package var base: Base = .none
    /// What follows the base.
    package var text = ""
    /// Whether nothing unknown follows.
    package var isComplete = true
    /// Whether what is unknown may lead anywhere, not only below.
    package var isLost = false

    package init(base: Base = .none, text: String = "", isComplete: Bool = true, isLost: Bool = false) {
        self.base = base
        self.text = text
        self.isComplete = isComplete
        self.isLost = isLost
    }

    /// An expression of which nothing is known.
    static var unknown: PathExpression { PathExpression(isComplete: false) }

    /// The value of `self + next`.
    func appending(_ next: PathExpression) -> PathExpression {
        // `"file://" + __dirname` is a path; `"x" + y` has nothing after its unknown part that helps.
        if base == .none, next.base != .none, isComplete { return next }
        guard isComplete else { return self }
        var result = self
        if next.base == .none { result.text += next.text }
        result.isComplete = next.isComplete && next.base == .none
        result.isLost = isLost || next.isLost
        return result
    }

    /// The value of `path.join(self, next)`.
    func joining(_ next: PathExpression) -> PathExpression {
        guard isComplete else { return self }
        if next.base != .none { return next }
        if base == .none, text.isEmpty { return next }
        return appending(PathExpression(text: "/")).appending(next)
    }
}
