/// What a file is to Node.js by its name.
enum ModuleFile {
    /// Whether it may be JavaScript: a name without extension may be a program's.
    static func isScript(_ name: String) -> Bool {
        ["js", "cjs", "mjs"].contains { name.hasSuffix(".\($0)") } || !name.contains(".")
    }
}
