/// A token of JavaScript, as much of it as finding module references takes.
struct JavaScriptToken {
    /// What it is.
    enum Kind: UInt8 {
        /// An identifier or a keyword.
        case word
        /// A string, or a template without substitutions; the text lies between the quotes.
        case string
        /// A template up to its first `${`.
        case templateStart
        /// What lies between two substitutions of a template.
        case templateMiddle
        /// What follows the last substitution of a template.
        case templateEnd
        /// One character of an operator or a bracket, or the pair `++` or `--`.
        case mark
        /// A number or a regular expression.
        case other
    }

    var kind: Kind
    /// The byte of a mark, 0 for anything else.
    var mark: UInt8 = 0
    /// The meaning of a word that has one.
    var word: JavaScriptWord?
    /// Where its text begins in the source.
    var start: Int32
    /// Where its text ends.
    var end: Int32
    /// The line that it begins in, counted from 1.
    var line: Int32
    /// Identifies the text of a word.
    var hash: UInt64 = 0

    /// Where its text lies in the source.
    var range: Range<Int> { Int(start)..<Int(end) }
}
