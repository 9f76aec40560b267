/// A token of JavaScript, as much of it as finding module references takes.
enum JavaScriptToken: Equatable {
    /// An identifier or a keyword.
    case word(String)
    /// A string, or a template without substitutions.
    case string(String)
    /// One character of an operator or a bracket.
    case mark(UInt8)
    /// A number, a regular expression, or the parts of a template with substitutions.
    case other
}
